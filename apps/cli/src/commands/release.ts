import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASE_FOLDER } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { Command } from 'commander';
import type { PublishMeasurementsMutation, PublishMeasurementsMutationVariables } from '../../generated/operations.ts';
import { apiToken, localPlatformUrl, RECORDING_FOLDER } from '../env.ts';
import { openPlatform, type Platform } from '../study/open-platform.ts';

const PUBLISH = /* GraphQL */ `
  mutation PublishMeasurements($input: PublishReleaseInput!) {
    publishRelease(input: $input) {
      release {
        version
        files {
          name
          path
          sha256
        }
      }
    }
  }
`;

interface ReleaseFlags {
  readonly out: string;
  readonly as?: string;
  readonly title?: string;
  readonly author?: readonly string[];
  readonly licence?: string;
  readonly url?: string;
  readonly api?: string;
}

/** How long a platform on this machine may take to say that it is there. */
const PATIENCE_MS = 5_000;

export function createCommand(): Command {
  return new Command()
    .requiredOption('--out <folder>', 'new folder, which the Hugging Face hub takes as a dataset')
    .option('--as <version>', 'version of the release; default: the time, as 2026.12.01.10.37')
    .option('--title <title>', 'title for citations')
    .option('--author <name...>', 'authors for citations')
    .option('--licence <spdx>', 'licence of what was measured here, as CC-BY-4.0')
    .option('--url <url>', 'where people find it')
    .option('--api <url>', 'address of the platform; default: that of this machine, or else the recording that comes with Lamina')
    .addHelpText(
      'after',
      '\nLAMINA_API_TOKEN holds a token of the scope ADMIN. Upload the folder: hf upload USER/NAME FOLDER --repo-type dataset',
    )
    .action(async ({ out, api, ...about }: ReleaseFlags) => {
      if (existsSync(out) && readdirSync(out).length > 0)
        throw new AppError('CONFLICT', `${out} is not empty; a release never changes, so give --out a new folder`);
      const address = api ?? localPlatformUrl();
      const partial = `${out}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      try {
        const origin =
          api === undefined && !(await answers(address))
            ? copyRecorded(partial)
            : await publish(openPlatform(address, apiToken()), about, partial);
        rmSync(out, { recursive: true, force: true });
        renameSync(partial, out);
        process.stdout.write(
          `${out}: ${readdirSync(out).length} files, ${origin}\nupload it with: hf upload USER/NAME ${out} --repo-type dataset\n`,
        );
      } finally {
        rmSync(partial, { recursive: true, force: true });
      }
    });
}

async function answers(url: string): Promise<boolean> {
  return await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The release that comes with Lamina. */
function copyRecorded(folder: string): string {
  const source = join(RECORDING_FOLDER, RELEASE_FOLDER);
  cpSync(source, folder, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(source, 'data-dictionary.json'), 'utf8')) as { readonly version: string };
  return `release ${version} of the recording that comes with Lamina; no platform runs on this machine`;
}

/** Freezes what the platform has measured, and fetches every file. @throws AppError CONFLICT for a file that is not the listed one */
async function publish(platform: Platform, about: Omit<ReleaseFlags, 'out' | 'api'>, folder: string): Promise<string> {
  const { as: version = new Date().toISOString().slice(0, 16).replaceAll(/[-T:]/g, '.'), title, author, licence, url } = about;
  const { publishRelease } = await platform.query<PublishMeasurementsMutation, PublishMeasurementsMutationVariables>(PUBLISH, {
    input: { version, title, authors: author, licence, url },
  });
  for (const { name, path, sha256 } of publishRelease.release.files) {
    const response = await fetch(new URL(path, platform.origin));
    const content = Buffer.from(await response.arrayBuffer());
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      throw new AppError('CONFLICT', `${platform.origin}${path} is not the file that release ${version} lists (status ${response.status})`);
    writeFileSync(join(folder, name), content);
  }
  return `release ${version} of ${platform.origin}`;
}
