import { type BosPolicy, OUTPUT_FORMATS, type OutputFormat, type PruneOptions, type PruneResult, pruneModel } from '@lamina/engine';
import { describeRemoval, EXPLICIT, type Removal, type UnitKind } from '@lamina/plans';
import { NO_SCORES, planRemoval } from '@lamina/strategies';
import { type BlockStructure, requireUnits } from '@lamina/surgery';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseSeed, parseUnits, parseWindow } from '../parse-options.ts';
import { readScores } from '../read-scores.ts';
import { addRemovalOptions, findRemoval, type RemovalFlags } from '../removal-options.ts';
import { addRepairOptions, describeRepair, pickRepair, type RepairFlags } from '../repair-options.ts';
import { writeResult } from '../write-result.ts';

interface PruneFlags extends RemovalFlags, RepairFlags {
  readonly window?: number;
  readonly batch?: number;
  readonly bos: BosPolicy;
  readonly strategy?: string;
  readonly count?: number;
  readonly units?: readonly UnitKind[];
  readonly scores?: string;
  readonly seed?: number;
  readonly out: string;
  readonly format: OutputFormat;
  readonly copyWeights?: boolean;
  readonly json?: string;
}

export function pruneCommand(): Command {
  const command = new Command('prune')
    .argument('<model>', MODEL_HELP)
    .option('--strategy <name>', 'choose the blocks by a strategy, with --count and --scores')
    .option('--count <n>', 'number of blocks (or units) that the strategy removes', parseCount)
    .option(
      '--units <kinds>',
      'kinds of units that the strategy removes: block, attention, mlp, or several in one ranking (block)',
      parseUnits,
    )
    .option('--scores <file>', 'result of lamina score --json')
    .option('--seed <n>', 'seed of the random strategies', parseSeed)
    .requiredOption('--out <folder>', 'folder to write')
    .addOption(new Option('--format <name>', 'format to write').choices(OUTPUT_FORMATS).default('source'))
    .option('--copy-weights', 'ONNX: write a copy of the kept weights instead of a link to the parent file')
    .option('--window <tokens>', 'tokens per window of a repair’s calibration text (256)', parseWindow)
    .option('--batch <n>', 'windows per run of a repair’s calibration text', parseCount)
    .addOption(
      new Option('--bos <policy>', 'beginning-of-text token of a repair’s calibration text')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, flags: PruneFlags, own: Command) => {
      if ((findRemoval(flags) === undefined) === (flags.strategy === undefined)) {
        own.error('error: give either --remove, --remove-attention or --remove-mlp BLOCKS, or --strategy NAME --count K [--scores FILE]', {
          exitCode: 2,
        });
      }
      const { repair } = pickRepair(flags);
      const { window, batch, bos } = flags;
      const model = await locateModel(reference);
      const result = await pruneModel({
        model,
        roots: modelRoots(),
        out: flags.out,
        format: flags.format,
        copyWeights: flags.copyWeights ?? false,
        digests: { cacheFolder: digestFolder() },
        ...chooseUnits(flags),
        ...(repair === null
          ? {}
          : { repair: { ...repair, bos, ...(window === undefined ? {} : { window }), ...(batch === undefined ? {} : { batch }) } }),
      });
      writeResult(flags.json, result, describe(flags.out, result));
    });
  return addRepairOptions(addRemovalOptions(command, 'write the model'));
}

/** The units that the flags name, or what their strategy chooses among the blocks of the model. */
function chooseUnits(flags: PruneFlags): Pick<PruneOptions, 'removal' | 'strategy'> {
  const removal = findRemoval(flags);
  if (removal) return { removal, strategy: EXPLICIT };
  const { strategy } = flags;
  if (strategy === undefined) throw new Error('the flags name neither units nor a strategy');
  return { removal: (structure) => planByStrategy(strategy, structure, flags), strategy };
}

function planByStrategy(strategy: string, structure: BlockStructure, { count, units = ['block'], scores, seed = 0 }: PruneFlags): Removal {
  const plan = planRemoval(strategy, {
    blockCount: structure.blocks.length,
    units,
    existing: requireUnits(structure, units),
    protectFirst: false,
    protectLast: false,
    // 0 is refused with the counts that are possible.
    count: count ?? 0,
    scores: scores === undefined ? NO_SCORES : readScores(scores),
    seed,
  });
  return plan.removal;
}

function describe(out: string, result: PruneResult): string {
  const {
    blocksAfter,
    blocksBefore,
    parametersAfter,
    parametersBefore,
    removed,
    removedAttention,
    removedMlp,
    notes,
    repair,
    certificate,
  } = result;
  const share = (100 * (1 - parametersAfter / parametersBefore)).toFixed(1);
  const units = describeRemoval({ blocks: removed, attention: removedAttention, mlp: removedMlp });
  return [
    `${out}: ${blocksAfter} of ${blocksBefore} blocks kept, ${share} % of the parameters removed (${units})`,
    ...(repair === null ? [] : describeRepair(repair)),
    ...(certificate === null
      ? []
      : [
          `checked after writing: its logits equal those of the whole model without these blocks (largest difference ${certificate.maxLogitDifference.toPrecision(2)})`,
        ]),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
