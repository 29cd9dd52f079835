import type { AnswerFacts } from '@lamina/benchmarks';
import { importRecordedResults, isRecorded, modelsOfWeights, readMeasuredChanges, type Sql } from '@lamina/database';
import { localPlatformUrl, RECORDING_FOLDER } from '../env.ts';
import { openTemporaryDatabase } from '../study/open-study-database.ts';

/** Changes of a model that were measured before. */
export interface KnownChanges extends AnswerFacts {
  /** Who measured them, in words. */
  readonly measuredBy: string;
}

/** How long a platform on this machine may take to answer. */
const PATIENCE_MS = 5_000;
const QUERY = `query KnownChanges($weights: String!, $reference: String!) {
  models(first: 1, filter: { weightsSha256: $weights }) { nodes { measuredChanges(reference: $reference) } } }`;

/** What the platform of this machine, or else the recording that comes with Lamina, knows of a model with these weights; null if neither knows them. */
export async function findKnownChanges(weights: string, reference: string, platform = localPlatformUrl()): Promise<KnownChanges | null> {
  const [facts, measuredBy] = (await askPlatform(platform, { weights, reference })) ??
    (await readRecording(weights, reference)) ?? [null, ''];
  return facts === null || facts.candidates.length === 0 ? null : { ...facts, measuredBy };
}

type Known = readonly [facts: AnswerFacts, measuredBy: string];

interface PlatformReply {
  readonly data?: { readonly models: { readonly nodes: readonly { readonly measuredChanges: AnswerFacts }[] } };
}

async function askPlatform(url: string, variables: { readonly weights: string; readonly reference: string }): Promise<Known | null> {
  try {
    const body = JSON.stringify({ query: QUERY, variables });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
    // Another program may answer something else, which has no data.
    const [model] = ((await response.json()) as PlatformReply).data?.models.nodes ?? [];
    return model === undefined ? null : [model.measuredChanges, `the platform at ${url}`];
  } catch {
    // No platform runs here, or another program has its port.
    return null;
  }
}

async function readRecording(weights: string, reference: string): Promise<Known | null> {
  if (!isRecorded(RECORDING_FOLDER, weights)) return null;
  const { database, close } = await openTemporaryDatabase();
  try {
    // No answer about a model reads the answers to single documents.
    const { recordedAt, device } = await importRecordedResults(database, RECORDING_FOLDER);
    const read = async <Row>({ text, values }: Sql): Promise<readonly Row[]> => (await database.pool.query(text, [...values])).rows;
    const models = await read<{ readonly modelKey: string }>(modelsOfWeights(weights));
    const [facts] = await readMeasuredChanges(read, models.map(({ modelKey }) => modelKey).slice(0, 1), reference);
    return facts === undefined ? null : [facts, `the recording of ${recordedAt.slice(0, 10)} (${device})`];
  } finally {
    await close();
  }
}
