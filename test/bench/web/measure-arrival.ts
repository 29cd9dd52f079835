import { median } from '../median.ts';

/** How soon a page arrives, ms: medians over rounds. */
export interface ArrivalFigures {
  readonly firstByteMs: number;
  readonly completeMs: number;
  readonly bytes: number;
}

const ROUNDS = 7;

/** Reads a page without a browser, several times after once. */
export async function measureArrival(url: string): Promise<ArrivalFigures> {
  await readPage(url);
  const reads: ArrivalFigures[] = [];
  for (let round = 0; round < ROUNDS; round++) reads.push(await readPage(url));
  const middle = (of: (read: ArrivalFigures) => number) => median(reads.map(of));
  return {
    firstByteMs: middle(({ firstByteMs }) => firstByteMs),
    completeMs: middle(({ completeMs }) => completeMs),
    bytes: middle(({ bytes }) => bytes),
  };
}

async function readPage(url: string): Promise<ArrivalFigures> {
  const started = performance.now();
  const { ok, status, body } = await fetch(url);
  if (!ok || body === null) throw new Error(`${url} answered ${status}`);
  let [firstByteMs, bytes] = [Number.NaN, 0];
  for await (const chunk of body) {
    if (bytes === 0) firstByteMs = performance.now() - started;
    bytes += chunk.length;
  }
  return { firstByteMs, completeMs: performance.now() - started, bytes };
}
