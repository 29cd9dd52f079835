import { OUTPUT_FORMATS, type OutputFormat, openModel, type PruneResult, pruneModel } from '@lamina/engine';
import { planRemoval } from '@lamina/strategies';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseIndices, parseSeed } from '../parse-options.ts';
import { readScores } from '../read-scores.ts';
import { writeResult } from '../write-result.ts';

interface PruneFlags {
  readonly remove?: readonly number[];
  readonly strategy?: string;
  readonly count?: number;
  readonly scores?: string;
  readonly seed?: number;
  readonly out: string;
  readonly format: OutputFormat;
  readonly copyWeights?: boolean;
  readonly json?: string;
}

export function pruneCommand(): Command {
  return new Command('prune')
    .argument('<model>', MODEL_HELP)
    .option('--remove <blocks>', 'blocks to remove, such as 3,4', parseIndices)
    .option('--strategy <name>', 'choose the blocks by a strategy, with --count and --scores')
    .option('--count <n>', 'how many blocks the strategy removes', parseCount)
    .option('--scores <file>', 'result of lamina score --json')
    .option('--seed <n>', 'seed of the random strategies', parseSeed)
    .requiredOption('--out <folder>', 'folder to write')
    .addOption(new Option('--format <name>', 'format to write').choices(OUTPUT_FORMATS).default('source'))
    .option('--copy-weights', 'ONNX: write the kept weights instead of linking the parent file')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, flags: PruneFlags, command: Command) => {
      if ((flags.remove === undefined) === (flags.strategy === undefined)) {
        command.error('error: give either --remove BLOCKS or --strategy NAME --count K [--scores FILE]', { exitCode: 2 });
      }
      const model = await locateModel(reference);
      const result = await pruneModel({
        model,
        roots: modelRoots(),
        out: flags.out,
        format: flags.format,
        copyWeights: flags.copyWeights ?? false,
        digests: { cacheFolder: digestFolder() },
        ...chooseBlocks(model, flags),
      });
      writeResult(flags.json, result, describe(flags.out, result));
    });
}

function chooseBlocks(model: string, flags: PruneFlags): { readonly removed: readonly number[]; readonly strategy: string } {
  const { remove, strategy, count, scores, seed } = flags;
  if (remove) return { removed: remove, strategy: 'explicit' };
  const { removed } = planRemoval(strategy ?? '', {
    blockCount: openModel(model, { roots: modelRoots() }).structure.blocks.length,
    ...(count === undefined ? {} : { count }),
    ...(seed === undefined ? {} : { seed }),
    ...(scores === undefined ? {} : { scores: readScores(scores) }),
  });
  return { removed, strategy: strategy ?? '' };
}

function describe(
  out: string,
  { blocksAfter, blocksBefore, parametersAfter, parametersBefore, removed, notes, certificate }: PruneResult,
): string {
  const share = (100 * (1 - parametersAfter / parametersBefore)).toFixed(1);
  const blocks = removed.length === 0 ? 'none' : `blocks ${removed.join(', ')}`;
  return [
    `${out}: ${blocksAfter} of ${blocksBefore} blocks kept, ${share} % of the parameters removed (${blocks})`,
    ...(certificate === null
      ? []
      : [
          `opened again, it computes what the whole model computes without them: logits differ by at most ${certificate.maxLogitDifference.toPrecision(2)}`,
        ]),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
