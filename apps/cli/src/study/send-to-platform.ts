import { AppError } from '@lamina/errors';
import { apiToken } from '../env.ts';
import type { StudyEvaluation, StudyResult, StudyScores } from './read-study.ts';

const FIND = 'query ($slug: String!) { model(slug: $slug) { slug } }';
const REGISTER = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { slug } } }';
const EVALUATIONS = 'mutation ($input: ImportEvaluationsInput!) { importEvaluations(input: $input) { isNew } }';
const SCORES = 'mutation ($input: ImportLayerScoresInput!) { importLayerScores(input: $input) { imports { isNew } } }';
const TOOL = 'lamina study';

/**
 * Hands the results of a study to a platform: the model by its facts where it is not known there, every scoring, and the evaluations of the whole model and of
 * every removal. Sending the same again stores nothing twice.
 * @throws AppError UNAUTHENTICATED without a token; CONFLICT with the platform's own words where it refuses; HUB_UNREACHABLE where it does not answer
 */
export async function sendToPlatform(url: string, result: StudyResult): Promise<void> {
  const send = createSender(url);
  const { model: slug } = result;
  const found = await send<{ readonly model: object | null }>(FIND, { slug });
  if (found.model === null) await send(REGISTER, { input: { slug, facts: result.facts } });
  for (const scores of result.scores) await send(SCORES, { input: toScores(slug, scores, result.facts.precision) });
  const format = 'LM_EVAL_RESULTS';
  await send(EVALUATIONS, { input: { model: slug, format, content: toHarnessResults(result.dense.evaluations) } });
  for (const { strategy, seed, removed, evaluations } of result.prunings) {
    const removal = { removed, strategy: strategy.toUpperCase().replaceAll('-', '_'), seed };
    await send(EVALUATIONS, { input: { model: slug, removal, format, content: toHarnessResults(evaluations) } });
  }
  process.stderr.write(
    `${slug}: ${result.prunings.length + 1} evaluations and ${result.scores.length} scorings are at ${new URL(url).origin}\n`,
  );
}

function createSender(url: string): <Data>(query: string, variables: object) => Promise<Data> {
  const token = apiToken();
  if (token === null)
    throw new AppError('UNAUTHENTICATED', 'LAMINA_API_TOKEN is empty; a platform takes results with a token of the scope IMPORT');
  const address = toAddress(url);
  return async <Data>(query: string, variables: object): Promise<Data> => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    }).catch((cause: unknown) => {
      throw new AppError('HUB_UNREACHABLE', `the platform at ${address} does not answer`, { cause });
    });
    const reply = (await response.json().catch(() => null)) as { data?: Data | null; errors?: readonly { message: string }[] } | null;
    const [error] = reply?.errors ?? [];
    if (error !== undefined) throw new AppError('CONFLICT', `the platform at ${address} refused: ${error.message}`);
    if (!reply?.data) throw new AppError('HUB_UNREACHABLE', `${address} answered with status ${response.status} and is no Lamina API`);
    return reply.data;
  };
}

function toAddress(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.pathname === '/') parsed.pathname = '/graphql';
    return parsed.href;
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `"${url}" is no address; --api takes one such as http://localhost:4000`, { cause });
  }
}

/** In the shape of lm-evaluation-harness' results.json. */
function toHarnessResults(evaluations: readonly StudyEvaluation[]): string {
  const byTask = Map.groupBy(evaluations, ({ benchmark }) => benchmark);
  const results = [...byTask].map(([task, own]) => [
    task,
    Object.fromEntries(
      own.flatMap(({ metric, value, standardError }) => {
        const [name = metric, filter = 'none'] = metric.split(',');
        return [
          [`${name},${filter}`, value],
          [`${name}_stderr,${filter}`, standardError ?? 'N/A'],
        ];
      }),
    ),
  ]);
  const counts = [...byTask].map(([task, own]) => [task, { original: own[0]?.sampleCount ?? 0, effective: own[0]?.sampleCount ?? 0 }]);
  const of = <Value>(value: Value): Record<string, Value> => Object.fromEntries([...byTask.keys()].map((task) => [task, value]));
  return JSON.stringify({
    results: Object.fromEntries(results),
    configs: of({}),
    versions: of(1),
    'n-shot': Object.fromEntries([...byTask].map(([task, own]) => [task, own[0]?.shots ?? 0])),
    'n-samples': Object.fromEntries(counts),
    config: { model: 'lamina', model_args: '' },
  });
}

function toScores(model: string, { calibration, window, tokens, metrics, documentPart }: StudyScores, precision: string): object {
  const rows = Object.entries(metrics).flatMap(([metric, { mean, standardError }]) =>
    mean.map((value, layer) => ({ layer, metric, mean: value, standardError: standardError[layer] ?? null })),
  );
  const name = documentPart === null ? calibration : `${calibration}, documents ${documentPart}`;
  return {
    model,
    format: 'JSON',
    content: JSON.stringify(rows),
    calibration: { name, window, bos: 'AUTO', tokenCount: tokens },
    tool: TOOL,
    precision,
  };
}
