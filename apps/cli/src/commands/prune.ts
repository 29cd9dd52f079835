import { OUTPUT_FORMATS, type PruneOptions, type PruneResult, planWrite, pruneModel, type WritePlan } from '@lamina/engine';
import { OPTIONS, option } from '@lamina/jobs';
import { openModel } from '@lamina/models';
import {
  changeOf,
  describeRemoval,
  EXPLICIT,
  formatCount,
  NOTHING_REMOVED,
  type Removal,
  readRemoval,
  removesNothing,
} from '@lamina/plans';
import { NO_SCORES, planRemoval } from '@lamina/strategies';
import { requireUnits } from '@lamina/surgery';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { CHOICE_OPTIONS, PROTECT_OPTIONS } from '../options/choice-options.ts';
import { findKeepRule, hasOneKeepRule, KEEP_OPTIONS, keepsSome, ONE_KEEP_RULE } from '../options/keep-options.ts';
import { readScores } from '../options/read-scores.ts';
import { findRemoval, REMOVAL_OPTIONS } from '../options/removal-options.ts';
import { describeRepair, findRepair, REPAIR_FLAGS, REPAIR_OPTIONS } from '../options/repair-options.ts';
import { JSON_OPTION, OUT_OPTION, RUN_OPTIONS, switchOption } from '../options/shared-options.ts';
import { readTypes, TYPE_OPTIONS } from '../options/type-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

const PRUNE_OPTIONS = z
  .strictObject({
    ...REMOVAL_OPTIONS,
    strategy: option(
      z.string().optional(),
      'Strategy',
      'Choose the units by a strategy, with --count, and --scores FILE of lamina score --json where it reads scores.',
      'name',
    ),
    ...CHOICE_OPTIONS,
    ...PROTECT_OPTIONS,
    ...REPAIR_OPTIONS,
    window: OPTIONS.window,
    bos: OPTIONS.bos,
    batch: RUN_OPTIONS.batch,
    ...OUT_OPTION,
    format: option(z.enum(OUTPUT_FORMATS).default('source'), 'Format', 'Format to write; source: that of the model.', 'name'),
    ...TYPE_OPTIONS,
    ...KEEP_OPTIONS,
    plan: switchOption('Plan', 'Print what would be written, file by file, and write nothing.'),
    copyWeights: switchOption('Copy weights', 'ONNX: write a copy of the kept weights instead of a link to the parent file.'),
    ...JSON_OPTION,
  })
  .refine(hasOneKeepRule, ONE_KEEP_RULE)
  .refine((options) => {
    const isNamed = findRemoval(options) !== undefined;
    return options.strategy === undefined ? isNamed || keepsSome(options) : !isNamed;
  }, 'give either --remove, --remove-attention or --remove-mlp BLOCKS, or --strategy NAME --count K [--scores FILE], or --keep-vocabulary LIST');

type PruneChoice = z.output<typeof PRUNE_OPTIONS>;

export function createCommand(): Command {
  return defineVerb({
    options: PRUNE_OPTIONS,
    shown: ['remove', 'removeAttention', 'removeMlp', 'strategy', 'count', 'repair', 'keepVocabulary', 'out', 'format', 'types', 'json'],
    hidden: [
      ...REPAIR_FLAGS,
      'scores',
      'units',
      'seed',
      'window',
      'bos',
      'batch',
      'copyWeights',
      'fallback',
      'protectFirst',
      'protectLast',
      'plan',
      'maxVocabulary',
      'keepVocabularyIds',
    ],
    async run([reference = ''], options) {
      const { window, batch, bos, out, format, copyWeights, plan, json } = options;
      const repair = findRepair(options);
      const model = await locateModel(reference);
      const request: PruneOptions = {
        model,
        ...modelLookup(),
        out,
        copyWeights,
        // Types are those of GGUF files.
        format: format === 'source' && options.types !== undefined ? 'gguf' : format,
        types: readTypes(options),
        keep: findKeepRule(options),
        change: changeOf(
          findRemoval(options) ?? (options.strategy === undefined ? NOTHING_REMOVED : planByStrategy(model, options)),
          repair && { ...repair, bos, window, batch },
        ),
        strategy: options.strategy ?? EXPLICIT,
      };
      if (plan) {
        const planned = await planWrite(request);
        return writeResult(json, planned, describePlan(out, planned));
      }
      const result = await pruneModel(request);
      writeResult(json, result, describe(out, result));
    },
  });
}

/** The units that the strategy of the options chooses among the blocks of the model. */
function planByStrategy(model: string, { strategy = EXPLICIT, units, scores, count = 0, ...choice }: PruneChoice): Removal {
  const { structure } = openModel(model, modelLookup());
  const { seed, protectFirst, protectLast } = choice;
  const plan = planRemoval(strategy, {
    blockCount: structure.blocks.length,
    existing: requireUnits(structure, units),
    scores: scores === undefined ? NO_SCORES : readScores(scores),
    // 0 is refused with the counts that are possible.
    units,
    count,
    seed,
    protectFirst,
    protectLast,
  });
  return plan.removal;
}

function describePlan(out: string, { files, notes, format, ...plan }: WritePlan): string {
  const cache = (bytes: number | null): string => (bytes === null ? '–' : formatCount(bytes));
  const rows = [
    ...files.map(({ path, bytes, isLinked }) => ({ name: isLinked ? `${path} (a link)` : path, before: '', after: formatCount(bytes) })),
    { name: 'weights and graph, bytes', before: formatCount(plan.bytesBefore), after: formatCount(plan.bytesAfter) },
    {
      name: 'cache per token, bytes',
      before: cache(plan.cacheBytesPerTokenBefore),
      after: cache(plan.cacheBytesPerTokenAfter),
    },
  ];
  const table = formatTable(rows, [
    { title: '', align: 'left', value: ({ name }) => name },
    { title: 'before', value: ({ before }) => before },
    { title: 'after', value: ({ after }) => after },
  ]);
  return [`${out}: would be written as ${format}; nothing was written`, table, ...notes.map((note) => `note: ${note}`)].join('\n');
}

function describeChange(result: PruneResult): string {
  const { vocabulary } = result;
  const removal = readRemoval(result);
  return [
    ...(removesNothing(removal) ? [] : [`without ${describeRemoval(removal)}`]),
    ...(vocabulary === null ? [] : [`with ${formatCount(vocabulary.rowsAfter)} of ${formatCount(vocabulary.rowsBefore)} tokens`]),
  ].join(', ');
}

function describe(out: string, result: PruneResult): string {
  const { notes, repair, certificate } = result;
  const rows = [
    { name: 'blocks', before: result.blocksBefore, after: result.blocksAfter },
    { name: 'parameters', before: result.parametersBefore, after: result.parametersAfter },
    { name: 'bytes', before: result.saved.bytesBefore, after: result.saved.bytesAfter },
  ];
  const table = formatTable(rows, [
    { title: '', align: 'left', value: ({ name }) => name },
    { title: 'before', value: ({ before }) => formatCount(before) },
    { title: 'after', value: ({ after }) => formatCount(after) },
    { title: 'removed', value: ({ before, after }) => `${(100 * (1 - after / before)).toFixed(1)} %` },
  ]);
  return [
    `${out}: ${describeChange(result)}`,
    table,
    ...(repair === null ? [] : [describeRepair(repair)]),
    ...(certificate === null
      ? []
      : [
          `checked after writing: its logits equal those of the whole model with this change (largest difference ${certificate.maxLogitDifference.toPrecision(2)})`,
        ]),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
