import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DigestOptions } from '../model/files/digest-file.ts';
import type { ModelDigests } from '../model/open/digest-model.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { RUNTIME_VERSION } from '../session/session.ts';
import { type SelfCheck, type SelfCheckOptions, selfCheck } from './self-check.ts';

/**
 * The self-check of a model. Where digests are kept, it runs once on a machine per graph, weights, runtime version and provider. A failed check is not
 * kept: it is repeated in every call.
 */
export async function loadSelfCheck(
  opened: OpenedModel,
  { graphSha256, weightsSha256 }: ModelDigests,
  options: SelfCheckOptions & { readonly digests?: DigestOptions },
): Promise<SelfCheck> {
  const folder = options.digests?.cacheFolder;
  if (folder === undefined) return await selfCheck(opened, options);
  const { provider } = await probeExecutionProvider(options.providers);
  const key = createHash('sha256').update(['self-check@1', graphSha256, weightsSha256, RUNTIME_VERSION, provider].join('\n')).digest('hex');
  const path = join(folder, `self-check-${key}.json`);
  const known = await findKept(path);
  if (known) return known;
  const result = await selfCheck(opened, options);
  if (result.passed) await keep(path, folder, result);
  return result;
}

/** What a failed check means for the numbers of the model. */
export function describeFailure({ rewriteDifference, gateDifference, removedBlock, limit }: SelfCheck): string {
  return [
    `the self-check failed: logits differ by ${rewriteDifference.toPrecision(3)} of their standard deviation after rewriting the graph`,
    ...(gateDifference === null ? [] : [` and by ${gateDifference.toPrecision(3)} between bypassing and removing block ${removedBlock}`]),
    ` (the limit for rounding is ${limit}); do not trust numbers of this model`,
  ].join('');
}

async function findKept(path: string): Promise<SelfCheck | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isCheck = typeof value === 'object' && value !== null && 'version' in value && value.version === 'self-check@1';
    return isCheck ? (value as SelfCheck) : undefined;
  } catch {
    // The result is absent or unreadable, so the check runs again.
    return undefined;
  }
}

async function keep(path: string, folder: string, result: SelfCheck): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, JSON.stringify(result));
    await rename(unfinished, path);
  } catch {
    // A cache that cannot be written costs time, but never the result.
  }
}
