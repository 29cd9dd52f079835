import type { AnswerFacts } from '@lamina/benchmarks';
import { listMeasuredChanges, readRecordedMeasurements } from '@lamina/database';
import { localPlatformUrl, RECORDING_FOLDER } from '../env.ts';
import { readRecordingOrigin } from '../read-recording-origin.ts';

/** Changes of a model that were measured before. */
export interface KnownChanges extends AnswerFacts {
  /** Who measured them, in words. */
  readonly measuredBy: string;
}

/** Where measurements are looked up. */
interface KnownPlaces {
  /** URL of the platform of this machine. */
  readonly platform: string;
  /** Folder of the recording. */
  readonly recording: string;
}

/** How long a platform on this machine may take to answer. */
const PATIENCE_MS = 5_000;
const QUERY = `query KnownChanges($weights: String!, $reference: String!) {
  models(first: 1, filter: { weightsSha256: $weights }) { nodes { measuredChanges(reference: $reference) } } }`;

/** The changes of a model with these weights that the platform of this machine knows, or else the recording that comes with Lamina; null if neither knows them. */
export async function findKnownChanges(
  weights: string,
  reference: string,
  { platform, recording }: KnownPlaces = { platform: localPlatformUrl(), recording: RECORDING_FOLDER },
): Promise<KnownChanges | null> {
  const [facts, measuredBy] = (await askPlatform(platform, { weights, reference })) ??
    readRecording(weights, reference, recording) ?? [null, ''];
  return facts === null || facts.candidates.length === 0 ? null : { ...facts, measuredBy };
}

type Known = readonly [facts: AnswerFacts, measuredBy: string];

interface PlatformReply {
  readonly data?: { readonly models: { readonly nodes: readonly { readonly measuredChanges: object }[] } };
}

/** Whether a reply is of this version: earlier ones name fewer things. */
function isFacts(reply: Partial<AnswerFacts>): reply is AnswerFacts {
  return [reply.candidates, reply.benchmarksLeftOut, reply.textsLeftOut].every(Array.isArray);
}

async function askPlatform(url: string, variables: { readonly weights: string; readonly reference: string }): Promise<Known | null> {
  try {
    const body = JSON.stringify({ query: QUERY, variables });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
    // Another program may answer something else, which has no data.
    const [model] = ((await response.json()) as PlatformReply).data?.models.nodes ?? [];
    if (model === undefined) return null;
    const { measuredChanges } = model;
    if (isFacts(measuredChanges)) return [measuredChanges, `the platform at ${url}`];
    process.stderr.write(`the platform at ${url} runs another version of Lamina, so its measurements are not used; update it\n`);
    return null;
  } catch {
    // No platform runs here, or another program has its port.
    return null;
  }
}

function readRecording(weights: string, reference: string, folder: string): Known | null {
  const stored = readRecordedMeasurements(folder, weights);
  if (stored === null) return null;
  const { recordedAt, device } = readRecordingOrigin(folder);
  return [listMeasuredChanges(stored, { reference }), `the recording of ${recordedAt.slice(0, 10)} (${device})`];
}
