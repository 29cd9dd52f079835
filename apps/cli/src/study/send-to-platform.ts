import { formatTaskResults, type TaskResults } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { splitMetricKey, toEnumName } from '@lamina/metrics';
import { isRemoval } from '@lamina/plans';
import { getStrategy } from '@lamina/strategies';
import type {
  FindModelQuery,
  FindModelQueryVariables,
  ImportStudiedEvaluationsMutation,
  ImportStudiedEvaluationsMutationVariables,
  ImportStudiedScoresMutation,
  ImportStudiedScoresMutationVariables,
  RegisterStudiedModelMutation,
  RegisterStudiedModelMutationVariables,
} from '../../generated/operations.ts';
import type { ImportedRemovalInput, ImportLayerScoresInput } from '../../generated/schema.ts';
import type { Platform } from './open-platform.ts';
import type { StudyEvaluation, StudyPruning, StudyResult, StudyScores } from './read-study.ts';

const FIND = /* GraphQL */ `
  query FindModel($slug: String!) {
    model(slug: $slug) {
      slug
    }
  }
`;
const REGISTER = /* GraphQL */ `
  mutation RegisterStudiedModel($input: RegisterModelInput!) {
    registerModel(input: $input) {
      model {
        slug
      }
    }
  }
`;
const IMPORT_SCORES = /* GraphQL */ `
  mutation ImportStudiedScores($input: ImportLayerScoresInput!) {
    importLayerScores(input: $input) {
      imports {
        isNew
      }
    }
  }
`;
const IMPORT_EVALUATIONS = /* GraphQL */ `
  mutation ImportStudiedEvaluations($input: ImportEvaluationsInput!) {
    importEvaluations(input: $input) {
      isNew
    }
  }
`;
const TOOL = 'lamina study';

/**
 * Sends the results of a study to a platform: the model by its facts if the platform does not know it, every score run, and the evaluations of the
 * whole model and of every removal. Sending the same results again stores nothing twice. @throws AppError CONFLICT with the platform's message if it
 * refuses; HUB_UNREACHABLE if it does not answer
 */
export async function sendToPlatform(platform: Platform, result: StudyResult): Promise<void> {
  const { model, facts, dense } = result;
  const found = await platform.query<FindModelQuery, FindModelQueryVariables>(FIND, { slug: model });
  const registered = { input: { slug: model, facts } };
  if (found.model === null) await platform.query<RegisterStudiedModelMutation, RegisterStudiedModelMutationVariables>(REGISTER, registered);
  for (const scores of result.scores)
    await platform.query<ImportStudiedScoresMutation, ImportStudiedScoresMutationVariables>(IMPORT_SCORES, {
      input: describeScores(model, scores, facts.precision),
    });
  const importEvaluations = (evaluations: readonly StudyEvaluation[], removal: ImportedRemovalInput | null) =>
    platform.query<ImportStudiedEvaluationsMutation, ImportStudiedEvaluationsMutationVariables>(IMPORT_EVALUATIONS, {
      input: { model, format: 'LM_EVAL_RESULTS', content: writeHarnessResults(evaluations), removal },
    });
  await importEvaluations(dense.evaluations, null);
  const sent = result.prunings.filter(isImportable);
  for (const { strategy, seed, removed, evaluations } of sent)
    await importEvaluations(evaluations, { removed, strategy: toEnumName(getStrategy(strategy).name), seed });
  process.stderr.write(`${model}: ${sent.length + 1} evaluations and ${result.scores.length} scorings are at ${platform.origin}\n`);
  const kept = result.prunings.length - sent.length;
  if (kept > 0)
    process.stderr.write(
      `${model}: ${kept} evaluations with sublayers, repairs, fewer tokens or fewer bits were not sent; submit the study on the platform\n`,
    );
}

/** A platform takes removals of whole blocks. It stores sublayers, repairs, smaller vocabularies and types only if it measured them. */
function isImportable({ removedAttention, removedMlp, repair, ...others }: StudyPruning): boolean {
  return removedAttention.length + removedMlp.length === 0 && repair === null && isRemoval(others);
}

/** In the shape of lm-evaluation-harness' results.json. */
function writeHarnessResults(evaluations: readonly StudyEvaluation[]): string {
  const byTask = Map.groupBy(evaluations, ({ benchmark }) => benchmark);
  const formatted = formatTaskResults([...byTask].map(([task, evaluations]) => toTaskResults(task, evaluations)));
  return JSON.stringify({ ...formatted, config: { model: 'lamina', model_args: '' } });
}

function toTaskResults(task: string, evaluations: readonly StudyEvaluation[]): TaskResults {
  const [first] = evaluations;
  if (first === undefined) throw new Error(`${task} has no evaluation`);
  const { shots, sampleCount } = first;
  const metrics = evaluations.map(({ metric, value, standardError }) => ({ ...splitMetricKey(metric), value, standardError }));
  return { task, version: '1', shots, originalCount: sampleCount, sampleCount, metrics };
}

function describeScores(model: string, scores: StudyScores, precision: string): ImportLayerScoresInput {
  const { calibration, window, tokens, documentPart } = scores;
  const name = documentPart === null ? calibration : `${calibration}, documents ${documentPart}`;
  const text = { name, window, bos: 'AUTO', tokenCount: tokens } as const;
  return { model, format: 'JSON', content: toScoreRows(scores), calibration: text, tool: TOOL, precision };
}

function toScoreRows({ metrics }: StudyScores): string {
  const rows = Object.entries(metrics).flatMap(([metric, { mean, standardError }]) =>
    mean.map((value, layer) => ({ layer, metric, mean: value, standardError: getAt(standardError, layer) })),
  );
  return JSON.stringify(rows);
}
