import { checkSharedFile, parseSharedFile } from '@lamina/uploads';
import { Command } from 'commander';
import type { ImportSharedMutation, ImportSharedMutationVariables } from '../../generated/operations.ts';
import { apiToken, localPlatformUrl } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { readInputFile } from '../options/read-input-file.ts';
import { verifyShared } from '../share/verify-shared.ts';
import { openPlatform } from '../study/open-platform.ts';
import { MODEL_HELP } from '../verb/define-verb.ts';

const IMPORT = /* GraphQL */ `
  mutation ImportShared($input: ImportSharedFileInput!) {
    importSharedFile(input: $input) {
      isNew
      contribution {
        model
        contributor
        checks {
          name
          detail
        }
      }
    }
  }
`;

export function createCommand(): Command {
  return new Command()
    .argument('<file>', 'what lamina answer MODEL --share FILE --by NAME wrote, on any machine')
    .argument('[model]', `the same model, of which a sample is then measured again: ${MODEL_HELP}`)
    .option('--api <url>', 'address of the platform that takes it', localPlatformUrl())
    .addHelpText('after', '\nLAMINA_API_TOKEN holds a token of the scope IMPORT.')
    .action(async (path: string, model: string | undefined, { api }: { readonly api: string }) => {
      const platform = openPlatform(api, apiToken());
      const content = readInputFile(path);
      const file = parseSharedFile(content);
      // A file that contradicts itself is refused before anything is measured. The platform says whether it knows the model.
      checkSharedFile(file, true);
      const verification = model === undefined ? null : await verifyShared(file, await locateModel(model));
      const { importSharedFile } = await platform.query<ImportSharedMutation, ImportSharedMutationVariables>(IMPORT, {
        input: { content, verification },
      });
      const { isNew, contribution } = importSharedFile;
      const lines = [
        `${contribution.model}, measured by ${contribution.contributor}: ${isNew ? 'imported' : 'was imported before'} at ${platform.origin}`,
        ...contribution.checks.map(({ name, detail }) => `  ${name}: ${detail}`),
        verification === null
          ? '  not measured again: name the model after the file to measure a sample'
          : `  verified on this machine: ${verification.documents} documents measured again, differing by at most ${verification.difference.toPrecision(1)}`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
