import { resolve } from 'node:path';
import { getStudyRows } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { slugOf } from '@lamina/hub';
import { DEFAULT_CONFIDENCE, parseStudyRequest, QUANTIZE_MODEL, type StudyRequest } from '@lamina/jobs';
import { getRepair, NO_REPAIR, REPAIR_KINDS, type RepairKind, TOKEN_RULES, type TokenRule } from '@lamina/metrics';
import {
  DEFAULT_ITERATE_REPAIR,
  DEFAULT_SEARCH_PASSES,
  EXPLICIT,
  FITNESSES,
  type Fitness,
  type Removal,
  removesNothing,
  type UnitKind,
} from '@lamina/plans';
import { getStrategy, STRATEGY, STRATEGY_NAMES } from '@lamina/strategies';
import { Command, InvalidArgumentError, Option } from 'commander';
import { apiToken, listBundledTasks } from '../env.ts';
import { checkSettlements } from '../evaluate/check-settlements.ts';
import { describeSettlements } from '../evaluate/describe-settlements.ts';
import { findTaskFolder } from '../evaluate/find-task-folder.ts';
import { MODEL_HELP } from '../locate-model.ts';
import {
  parseConfidence,
  parseCount,
  parseCounts,
  parseLimit,
  parseNames,
  parsePositive,
  parseSeed,
  parseSeeds,
  parseUnits,
  parseWindow,
} from '../parse-options.ts';
import { createRemovalsOptions } from '../removal-options.ts';
import { parseRepairKinds, repairAlphaOption, repairRankOption } from '../repair-options.ts';
import { describeQuantization, describeStudy } from '../study/describe-study.ts';
import { openPlatform } from '../study/open-platform.ts';
import { openStudyDatabase } from '../study/open-study-database.ts';
import { readStudy, type StudyResult } from '../study/read-study.ts';
import { registerStudyModel } from '../study/register-study-model.ts';
import { runStudies } from '../study/run-studies.ts';
import { sendToPlatform } from '../study/send-to-platform.ts';
import { type ReadStudy, type StudySettlement, settleStudies } from '../study/settle-study.ts';
import { tabulateQuantization } from '../study/tabulate-quantization.ts';
import { writeResult } from '../write-result.ts';

interface StudyFlags {
  readonly counts: readonly number[];
  readonly strategies?: readonly string[];
  readonly tasks?: readonly string[];
  readonly taskDir?: string;
  readonly seeds: number;
  readonly calibration: string;
  readonly window?: number;
  readonly stride?: number;
  readonly windows?: number;
  readonly until?: 'settled';
  readonly confidence: number;
  readonly passes?: number;
  readonly searchSeeds?: readonly number[];
  readonly fitness?: Fitness;
  readonly iterateRepair?: RepairKind;
  readonly limit?: number;
  readonly shots?: number;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  readonly efficiency: boolean;
  readonly precisions?: readonly string[];
  readonly units?: readonly (readonly UnitKind[])[];
  readonly repairs?: readonly RepairKind[];
  readonly repairCalibrations?: readonly string[];
  readonly repairAlpha?: number | 'auto';
  readonly repairRank?: number;
  readonly tokenRules?: readonly TokenRule[];
  readonly api?: string;
  readonly failBelow?: number;
  readonly json?: string;
}

export function studyCommand(): Command {
  const removals = createRemovalsOptions('also study the model without');
  const command = new Command('study')
    .argument('<models...>', MODEL_HELP)
    .option('--counts <list>', 'numbers of units to remove', parseCounts, [1, 2, 4])
    .option(
      '--units <sets>',
      'units that strategies remove: block, attention, mlp, each by itself; kinds joined by + are ranked together (block)',
      parseUnitSets,
    )
    .option('--repairs <kinds>', 'training-free repairs, or all: every removal of blocks is also evaluated with each of them', parseRepairs)
    .option('--repair-calibrations <names>', 'texts on which repairs are solved, each in turn (the text of --calibration)', parseNames)
    .addOption(repairAlphaOption())
    .addOption(repairRankOption())
    .option('--token-rules <rules>', `which calibration tokens repairs use, each in turn: ${TOKEN_RULES.join(', ')} (all)`, parseTokenRules)
    .option('--strategies <names>', 'strategies, or all', parseStrategies)
    .option('--tasks <names>', 'tasks and groups: bundled, built-in, or of --task-dir (default: all bundled tasks)', parseNames)
    .option('--task-dir <folder>', 'YAML task files of lm-evaluation-harness')
    .option('--seeds <n>', 'number of seeds of each random strategy; the control needs 5', parseCount, 5)
    .option('--calibration <name>', 'text to score on', 'invented-world')
    .option('--window <tokens>', 'tokens per window (256)', parseWindow)
    .option('--stride <tokens>', 'tokens from one window to the next (default: the window length)', parseCount)
    .option('--windows <n>', 'use the first n windows', parseCount)
    .addOption(new Option('--until <state>', 'score only until it is settled which blocks have the lowest influence').choices(['settled']))
    .option('--confidence <share>', 'with --until or --fail-below: probability of being right', parseConfidence, DEFAULT_CONFIDENCE)
    .option(
      '--passes <n>',
      `strategy evolutionary: how often the model may read the text in each search (${DEFAULT_SEARCH_PASSES})`,
      parseCount,
    )
    .option(
      '--search-seeds <list>',
      'strategy evolutionary: seeds of its searches, such as 0,1,2; only the choice of the first is repaired and written, the others show the spread (0)',
      parseSeeds,
    )
    .addOption(new Option('--fitness <name>', 'strategy evolutionary: what its searches make small (divergence)').choices(FITNESSES))
    .addOption(
      new Option(
        '--iterate-repair <kind>',
        `strategy ${STRATEGY.iterateRepair}: the repair of the removed blocks at each step, and of those it chose (${DEFAULT_ITERATE_REPAIR})`,
      ).choices(REPAIRS),
    )
    .option('--limit <n>', 'only the first n documents of each task; a number below 1 is a share', parseLimit)
    .option('--shots <n>', 'solved examples before each question (default: the task’s own number)', parseSeed)
    .option('--protect-first', 'never remove the first block', false)
    .option('--protect-last', 'never remove the last block', false)
    .option('--efficiency', 'measure speed and memory too', false)
    .option(
      '--precisions <list>',
      'also study quantized forms and their speed (fp16, int8, int4, w8a8; fp32 is the unchanged model), with a table at the end; int8,int4 give the baseline of equal bytes (none)',
      parsePrecisions,
    )
    .option('--api <url>', 'send the results to a platform; LAMINA_API_TOKEN holds the token')
    .option(
      '--fail-below <ratio>',
      'does the best strategy keep less than this share at any count, on any benchmark? If so, exit with 1. What the documents leave open is judged by its estimate, as evaluate --until settled does',
      parsePositive,
    )
    .option('--json <file>', 'write the results as JSON (- for stdout)')
    .action(async (models: readonly string[], flags: StudyFlags) => {
      const platform = flags.api === undefined ? null : openPlatform(flags.api, apiToken());
      const { families, settlements } = await study(models, flags, removals.list());
      const originals = families.map(({ original }) => original);
      const studies = families.flatMap(({ original, quantized }) => [original, ...quantized]);
      if (platform !== null) for (const result of studies) await sendToPlatform(platform, result);
      const tables = families.flatMap(({ original, quantized }) =>
        quantized.length === 0 ? [] : [{ model: original.model, rows: tabulateQuantization(original, quantized) }],
      );
      const guard = settlements.length === 0 ? [] : [describeSettlements(settlements).join('\n')];
      const text = [...originals.map(describeStudy), ...tables.map(({ rows }) => describeQuantization(rows)), ...guard].join('\n\n');
      writeResult(
        flags.json,
        { studies, ...(tables.length > 0 ? { quantization: tables } : {}), ...(settlements.length > 0 ? { settlements } : {}) },
        text,
      );
      checkSettlements(settlements);
    });
  for (const option of removals.options) command.addOption(option);
  return command;
}

/** A model's study, and the studies of its quantized forms. */
interface StudyFamily {
  readonly original: StudyResult;
  readonly quantized: readonly StudyResult[];
}

/** What all models came to; settlements only where `--fail-below` asks for them. */
interface Studied {
  readonly families: readonly StudyFamily[];
  readonly settlements: readonly StudySettlement[];
}

async function study(models: readonly string[], flags: StudyFlags, removals: readonly Removal[]): Promise<Studied> {
  const slugs = models.map(slugOf);
  const twice = slugs.find((slug, place) => slugs.indexOf(slug) !== place);
  if (twice !== undefined)
    throw new AppError('BAD_USER_INPUT', `two models have the same short name ${twice}; study them in separate commands`);
  const request = toRequest(flags, removals);
  const folder = findTaskFolder(request.benchmarks, flags.taskDir);
  const opened = await openStudyDatabase();
  const environment = { ...opened.environment, ...(folder === null ? {} : { LAMINA_TASK_DIR: resolve(folder) }) };
  try {
    const revisions = [];
    for (const model of models) revisions.push(await registerStudyModel(opened.database, model));
    const families: StudyFamily[] = [];
    const guarded: ReadStudy[] = [];
    for (const ran of await runStudies({ database: opened.database, environment }, revisions, request)) {
      const quantized = [];
      for (const id of ran.quantized) quantized.push(readStudy(await getStudyRows(opened.database, id)));
      const rows = await getStudyRows(opened.database, ran.studyId);
      const original = readStudy(rows);
      families.push({ original, quantized });
      guarded.push({ result: original, rows });
    }
    const { failBelow: bound, confidence } = flags;
    return { families, settlements: bound === undefined ? [] : settleStudies(guarded, { bound, confidence }) };
  } finally {
    await opened.close();
  }
}

function toRequest({ tasks, seeds, precisions, units, ...flags }: StudyFlags, removals: readonly Removal[]): StudyRequest {
  const { counts, calibration, window, stride, windows, limit, shots, protectFirst, protectLast, efficiency, passes } = flags;
  const { searchSeeds, fitness: searchFitness, iterateRepair } = flags;
  const until = flags.until === undefined ? undefined : { confidence: flags.confidence };
  const given = {
    window,
    stride,
    windows,
    limit,
    shots,
    strategies: flags.strategies,
    units,
    until,
    searchPasses: passes,
    searchSeeds,
    searchFitness,
    iterateRepair,
  };
  // The whole model is always evaluated.
  const explicit = removals
    .filter((removal) => !removesNothing(removal))
    .map(({ blocks, attention, mlp }) => ({ blocks: [...blocks], attention: [...attention], mlp: [...mlp] }));
  const request = parseStudyRequest({
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...{ calibration, counts, protectFirst, protectLast, efficiency: efficiency || precisions !== undefined },
    precisions: precisions?.filter((precision) => precision !== AS_IT_IS),
    repairs: toRepairs(flags),
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    benchmarks: tasks ?? listBundledTasks(),
  });
  return explicit.length === 0 ? request : { ...request, strategies: [...request.strategies, EXPLICIT], removals: explicit };
}

/** Every repair on every text by every token rule that the kind knows. */
function toRepairs({
  repairs = [],
  repairCalibrations,
  repairAlpha,
  repairRank,
  tokenRules,
  calibration,
}: Omit<StudyFlags, 'seeds'>): readonly object[] {
  if (repairs.length === 0 && (repairCalibrations ?? repairAlpha ?? repairRank ?? tokenRules) !== undefined)
    throw new AppError('BAD_USER_INPUT', 'calibration texts, alpha, rank and token rules are options of repairs; add --repairs KINDS');
  return repairs.flatMap((kind) =>
    (repairCalibrations ?? [calibration]).flatMap((text) =>
      (tokenRules ?? ['all'])
        .filter((rule) => rule !== 'balanced' || getRepair(kind).settings.includes('token-weights'))
        .map((tokenRule) => ({
          kind,
          calibration: text,
          tokenRule,
          ...(repairAlpha !== undefined && getRepair(kind).settings.includes('alpha') ? { alpha: repairAlpha } : {}),
          ...(repairRank !== undefined && getRepair(kind).settings.includes('rank') ? { rank: repairRank } : {}),
        })),
    ),
  );
}

const REPAIRS = REPAIR_KINDS.filter((kind) => kind !== NO_REPAIR);
const AS_IT_IS = 'fp32';
const PRECISIONS: readonly string[] = [AS_IT_IS, ...QUANTIZE_MODEL.payload.shape.precision.options];

/** `--precisions fp32,int8`. */
function parsePrecisions(text: string): readonly string[] {
  const names = [...new Set(parseNames(text))];
  const unknown = names.find((name) => !PRECISIONS.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`there is no precision ${unknown}; choose from ${PRECISIONS.join(', ')}.`);
  return names;
}

/** `--units block,attention+mlp`: sets of kinds of units. */
function parseUnitSets(text: string): readonly (readonly UnitKind[])[] {
  return parseNames(text).map((set) => parseUnits(set.replaceAll('+', ',')));
}

/** `--repairs linear-fold,linear`, or all. */
function parseRepairs(text: string): readonly RepairKind[] {
  return text === 'all' ? REPAIRS : parseRepairKinds(text, REPAIRS);
}

/** `--token-rules all,no-sinks`. */
function parseTokenRules(text: string): readonly TokenRule[] {
  const names = parseNames(text);
  const rules = TOKEN_RULES.filter((rule) => names.includes(rule));
  if (rules.length !== names.length) throw new InvalidArgumentError(`expected token rules: ${TOKEN_RULES.join(', ')}.`);
  return rules;
}

/** `--strategies all`, or names. */
function parseStrategies(text: string): readonly string[] {
  const usable: readonly string[] = STRATEGY_NAMES.filter((name) => name !== EXPLICIT);
  if (text === 'all') return usable;
  return parseNames(text).map((name) => {
    try {
      if (usable.includes(getStrategy(name).name)) return name;
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
    throw new InvalidArgumentError(`a study cannot use ${name}; choose from ${usable.join(', ')}, or name layers with --remove.`);
  });
}
