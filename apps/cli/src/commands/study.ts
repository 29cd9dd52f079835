import { resolve } from 'node:path';
import { type Database, getStudyRows, type RevisionRecord, registerModel } from '@lamina/database';
import { listBundledTasks } from '@lamina/datasets';
import { inspectModel } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { slugOf } from '@lamina/hub';
import { OPTIONS, option, parseStudyRequest, repairSetting, type StudyRequest, type StudyRequestInput, studyRequest } from '@lamina/jobs';
import { getRepair, TOKEN_RULES } from '@lamina/metrics';
import { EXPLICIT, type Removal, removesNothing } from '@lamina/plans';
import { STRATEGY_NAMES } from '@lamina/strategies';
import type { Command } from 'commander';
import { z } from 'zod';
import { apiToken, BENCHMARK_FOLDER, modelLookup } from '../env.ts';
import { findTaskFolder } from '../evaluate/find-task-folder.ts';
import { locateModel } from '../locate-model.ts';
import { chooseText } from '../options/choose-text.ts';
import { createOrderedRemovals } from '../options/removal-options.ts';
import { fileOption, JSON_OPTION } from '../options/shared-options.ts';
import { describeStudy } from '../study/describe-study.ts';
import { openPlatform } from '../study/open-platform.ts';
import { openStudyDatabase } from '../study/open-study-database.ts';
import { readStudy, type StudyResult } from '../study/read-study.ts';
import { runStudies } from '../study/run-studies.ts';
import { sendToPlatform } from '../study/send-to-platform.ts';
import { defineVerb, MODEL_HELP } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

const CHOOSING = STRATEGY_NAMES.filter((name) => name !== EXPLICIT);
const ALL = 'all';
const { kind, alpha, rank } = repairSetting.shape;
const { benchmarks: _tasks, removals: _removals, until: _until, repairs: _repairs, ...shared } = studyRequest.shape;

const STUDY_OPTIONS = z
  .strictObject({
    ...shared,
    calibration: option(
      shared.calibration.optional(),
      'Text',
      'Bundled text to score on. Default: the first that the first model knows.',
      'name',
    ),
    strategies: option(
      z
        .array(z.enum([...CHOOSING, ALL]))
        .min(1)
        .optional(),
      'Strategies',
      'Strategies to compare, or all. Default: block-influence,reverse,sequential,random-inner.',
      'names',
    ),
    tasks: option(
      OPTIONS.benchmarks.optional(),
      'Tasks',
      'Tasks and groups: bundled, built-in, or of --task-dir. Default: all bundled tasks.',
      'names',
    ),
    taskDir: fileOption('Task folder', 'Folder of YAML task files of lm-evaluation-harness.', 'folder'),
    until: option(z.enum(['settled']).optional(), 'Stop early', 'Score only until the blocks of lowest influence are known.'),
    confidence: option(OPTIONS.confidence, 'Confidence', 'With --until: required probability that the answer is right.'),
    repairs: option(
      z.array(z.enum([...kind.options, ALL])).default([]),
      'Repairs',
      'Repairs of the removed blocks, each measured beside the removal alone, or all.',
      'kinds',
    ),
    repairCalibrations: option(
      z.array(z.string().min(1)).min(1).optional(),
      'Texts of repairs',
      'Bundled texts on which repairs are solved. Default: the text of the scores.',
      'names',
    ),
    repairAlpha: alpha,
    repairRank: rank,
    tokenRules: option(
      z.array(z.enum(TOKEN_RULES)).min(1).optional(),
      'Tokens of repairs',
      'Which calibration tokens repairs use; each repair is solved by each rule.',
      'rules',
    ),
    api: fileOption('Platform', 'Send the results to a platform; LAMINA_API_TOKEN holds the token.', 'url'),
    ...JSON_OPTION,
  })
  .refine(
    ({ repairs, repairCalibrations, repairAlpha, repairRank, tokenRules }) =>
      repairs.length > 0 || (repairCalibrations ?? repairAlpha ?? repairRank ?? tokenRules) === undefined,
    'calibration texts, alpha, rank and token rules are options of repairs; add --repairs KINDS',
  );

type StudyChoice = z.output<typeof STUDY_OPTIONS>;

export function createCommand(): Command {
  const removals = createOrderedRemovals();
  return defineVerb({
    argument: '<models...>',
    argumentHelp: MODEL_HELP,
    options: STUDY_OPTIONS,
    shown: ['counts', 'strategies', 'tasks', 'units', 'repairs', 'precisions', 'limit', 'api', 'json'],
    ordered: removals.options,
    hidden: [
      ...(['taskDir', 'calibration', 'window', 'stride', 'windows', 'bos', 'shots', 'seeds', 'until', 'confidence'] as const),
      ...(['efficiency', 'protectFirst', 'protectLast', 'repairCalibrations', 'repairAlpha', 'repairRank', 'tokenRules'] as const),
    ],
    async run(models, options) {
      const platform = options.api === undefined ? null : openPlatform(options.api, apiToken());
      const studies = await study(models, options, removals.list());
      if (platform !== null) for (const result of studies) await sendToPlatform(platform, result);
      writeResult(options.json, { studies }, studies.map(describeStudy).join('\n\n'));
    },
  });
}

/** The studies of each model: its own, then those of its quantized forms. */
async function study(models: readonly string[], options: StudyChoice, removals: readonly Removal[]): Promise<readonly StudyResult[]> {
  const slugs = models.map(slugOf);
  const twice = slugs.find((slug, place) => slugs.indexOf(slug) !== place);
  if (twice !== undefined)
    throw new AppError('BAD_USER_INPUT', `two models have the same short name ${twice}; study them in separate commands`);
  const request = toRequest(
    { ...options, calibration: options.calibration ?? (await chooseText(await locateModel(getAt(models, 0)))).calibration.text },
    removals,
  );
  const folder = findTaskFolder(request.benchmarks, options.taskDir);
  const opened = await openStudyDatabase();
  const environment = { ...opened.environment, LAMINA_TASK_DIR: folder === null ? undefined : resolve(folder) };
  try {
    const revisions = [];
    for (const model of models) revisions.push(await registerStudyModel(opened.database, model));
    const results: StudyResult[] = [];
    for (const id of await runStudies({ database: opened.database, environment }, revisions, request))
      results.push(readStudy(await getStudyRows(opened.database, id)));
    return results;
  } finally {
    await opened.close();
  }
}

function toRequest(
  { tasks, strategies, until, confidence, precisions, efficiency, ...options }: StudyChoice & { readonly calibration: string },
  removals: readonly Removal[],
): StudyRequest {
  const asked = Object.fromEntries(Object.entries(options).filter(([name]) => name in studyRequest.shape));
  const request = parseStudyRequest({
    ...asked,
    precisions,
    strategies: strategies?.flatMap((name) => (name === ALL ? CHOOSING : [name])),
    until: until && { confidence },
    // The table of quantized forms shows their speed.
    efficiency: efficiency || precisions.length > 0,
    repairs: toRepairs(options),
    benchmarks: tasks ?? listBundledTasks(BENCHMARK_FOLDER),
  });
  // The whole model is always evaluated.
  const explicit = removals.filter((removal) => !removesNothing(removal));
  return explicit.length === 0 ? request : { ...request, strategies: [...request.strategies, EXPLICIT], removals: explicit };
}

type RepairChoice = Pick<StudyChoice, 'repairs' | 'repairCalibrations' | 'repairAlpha' | 'repairRank' | 'tokenRules'> & {
  readonly calibration: string;
};

/** Every repair on every text by every token rule that the kind knows. */
function toRepairs({
  repairs,
  repairCalibrations,
  repairAlpha,
  repairRank,
  tokenRules = ['all'],
  calibration,
}: RepairChoice): StudyRequestInput['repairs'] {
  const kinds = repairs.flatMap((name) => (name === ALL ? kind.options : [name]));
  return kinds.flatMap((name) =>
    (repairCalibrations ?? [calibration]).flatMap((text) =>
      tokenRules
        .filter((rule) => rule !== 'balanced' || getRepair(name).settings.includes('token-weights'))
        .map((tokenRule) => ({
          kind: name,
          calibration: text,
          tokenRule,
          alpha: getRepair(name).settings.includes('alpha') ? repairAlpha : undefined,
          rank: getRepair(name).settings.includes('rank') ? repairRank : undefined,
        })),
    ),
  );
}

/** Reads a model (downloads it if necessary) and stores it, so that jobs can refer to it. */
async function registerStudyModel(database: Database, reference: string): Promise<RevisionRecord> {
  const location = await locateModel(reference);
  const inspection = await inspectModel(location, modelLookup());
  const family = inspection.architecture ?? 'unknown';
  const slug = slugOf(reference);
  return registerModel(database, { slug, name: slug, family: { slug: family, name: family }, source: 'folder', location, inspection });
}
