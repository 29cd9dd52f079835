import { slugOf } from '@lamina/hub';
import { UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { Command, InvalidArgumentError, Option } from 'commander';
import { apiToken, apiUrl } from '../env.ts';
import { describeAnswer, toResult } from '../recommend/describe-recommendation.ts';
import { readRecommendation } from '../recommend/read-recommendation.ts';
import { openPlatformReader } from '../study/open-platform.ts';
import { writeResult } from '../write-result.ts';

interface RecommendFlags {
  readonly maxLoss?: number;
  readonly maximumLoss?: number;
  readonly metric?: string;
  readonly on?: string;
  readonly units?: readonly UnitKind[];
  readonly api: string;
  readonly json?: string;
}

const DEFAULT_METRIC = 'average';

export function recommendCommand(): Command {
  return new Command('recommend')
    .argument('<model>', 'short name of the model on the platform, or the reference that it was registered by')
    .option('--max-loss <share>', 'maximum loss, such as 5% or 0.05', parseShare)
    .addOption(new Option('--maximum-loss <share>', 'the same').argParser(parseShare).conflicts('maxLoss'))
    .option('--metric <name>', `quantity of the loss: average, perplexity or the name of a benchmark (${DEFAULT_METRIC})`)
    .addOption(new Option('--on <name>', 'the same').conflicts('metric'))
    .option('--units <kinds>', 'units that may be removed: block, attention, mlp (default: all that were measured)', parseUnitKinds)
    .option('--api <url>', 'address of the platform', apiUrl())
    .option('--json <file>', 'write the answer as JSON (- for stdout)')
    .action(async (reference: string, flags: RecommendFlags, own: Command) => {
      const maximumLoss = flags.maxLoss ?? flags.maximumLoss;
      if (maximumLoss === undefined) return own.error("error: required option '--max-loss <share>' not specified", { exitCode: 2 });
      const model = toModelName(reference);
      const request = { model, maximumLoss, metric: flags.metric ?? flags.on ?? DEFAULT_METRIC, units: flags.units ?? null };
      const answer = await readRecommendation(openPlatformReader(flags.api, apiToken()), request);
      writeResult(flags.json, toResult(model, answer), describeAnswer(reference, answer));
    });
}

/** Turns a reference with a path into the short name that the registration gives it. */
function toModelName(reference: string): string {
  const [path = reference] = reference.split(/[@:]/);
  return path.includes('/') ? slugOf(path) : reference;
}

/** `5%`, `5 %` or `0.05`. */
function parseShare(text: string): number {
  const [, number = '', sign = ''] = /^\s*([\d.]+)\s*(%?)\s*$/.exec(text) ?? [];
  const share = number === '' ? Number.NaN : Number(number) / (sign === '%' ? 100 : 1);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('expected a share above 0 and at most 1, such as 5% or 0.05.');
  return share;
}

/** Blocks may be named in the plural. */
function parseUnitKinds(text: string): readonly UnitKind[] {
  const names = text.split(',').map((name) => name.trim().replace(/^blocks$/, 'block'));
  const kinds = UNIT_KINDS.filter((kind) => names.includes(kind));
  if (kinds.length !== names.length) throw new InvalidArgumentError(`expected kinds of units: ${UNIT_KINDS.join(', ')}.`);
  return kinds;
}
