import { AppError } from '@lamina/errors';
import { findCertificate, formatPlan, parsePrunePlan } from '@lamina/plans';
import { GraphQLJSON } from 'graphql-scalars';
import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { PRUNINGS } from './pruning.list.ts';
import { Pruning, PruningCertificate } from './pruning.type.ts';

/** Formats of a plan; the value is the name in the plans package. */
const PlanFormat = defineEnum('PlanFormat', 'Format of a plan.', {
  JSON: ['json', 'The plan itself, as an object.'],
  MERGEKIT: ['mergekit', 'YAML of a passthrough merge, for mergekit-yaml.'],
  HF_CONFIG: ['hf-config', "Changes of the parent's config.json, as a JSON merge patch (RFC 7396)."],
  LLAMA_CPP: ['llama.cpp', 'The option of llama-quantize that removes the same layers.'],
  DROP_LIST: ['drop-list', "Removed layers, 0-based in the parent's numbering, one per line."],
});
type PlanFormat = ValueOf<typeof PlanFormat>;

/**
 * A stored plan in a format: an object for JSON, the text of a file for other formats. @throws AppError BAD_USER_INPUT if the plan lacks data that
 * the format needs, or if more than layers goes, which other tools do not read.
 */
function printPlan({ storedPlan, keepVocabulary, weightType }: Pruning, format: PlanFormat): unknown {
  if (format === PlanFormat.JSON) return storedPlan;
  const more = keepVocabulary === null ? weightType : `a vocabulary of ${keepVocabulary}`;
  if (more !== null)
    throw new AppError('BAD_USER_INPUT', `a plan for ${format} names layers only, and this pruning has ${more}; take the written model`);
  return formatPlan(parsePrunePlan(JSON.stringify(storedPlan), 'the stored plan'), format);
}

/** Plans of prunings. */
@Resolver(() => Pruning)
class PruningResolver {
  @FieldResolver(() => GraphQLJSON, {
    description:
      'The plan for other tools: which layers are removed, from which files, and why. An object for the format JSON, the text of a file for other formats.',
  })
  plan(
    @Root() pruning: Pruning,
    @Arg('format', () => PlanFormat, { nullable: true, defaultValue: PlanFormat.JSON, description: 'Format.' }) format: PlanFormat | null,
  ): unknown {
    return printPlan(pruning, format ?? PlanFormat.JSON);
  }

  @FieldResolver(() => PruningCertificate, {
    nullable: true,
    description: 'Certificate: comparison of the written model with its parent; null if no model was written or compared.',
  })
  certificate(@Root() { storedPlan }: Pruning): PruningCertificate | null {
    return findCertificate(storedPlan);
  }
}

/** Fields of prunings, and fields that lead to them. */
export const PRUNING_RESOLVERS = [
  PruningResolver,
  listQuery(PRUNINGS, 'prunings', 'Prunings.'),
  ...relations(Pruning, {
    model: row(MODELS, 'modelKey', 'The dense model.'),
    revision: row(MODEL_REVISIONS, 'revisionKey', 'The revision whose layers are removed.'),
    scoreRun: optionalRow(SCORE_RUNS, 'scoreRunKey', 'The run whose scores chose the layers; null if the strategy uses no scores.'),
  }),
  ...relations(Model, { prunings: rows(PRUNINGS, { link: 'revision', by: 'revisionKey' }, 'Prunings of the current revision.') }),
  ...relations(ScoreRun, { prunings: rows(PRUNINGS, { link: 'scoreRun' }, 'Prunings that were chosen by its scores.') }),
  ...relations(Job, {
    prunings: rows(PRUNINGS, { link: 'job' }, 'Prunings that it stored. A pruning that an earlier job stored belongs to the earlier job.'),
  }),
];
