import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encodeModel } from '@lamina/onnx';
import { type DigestOptions, digestFile } from '../files/digest-file.ts';
import type { OpenedModel } from './open-model.ts';

/** SHA-256 digests in hex that identify a model to the byte. */
export interface ModelDigests {
  /** Digest of the encoded graph, in which every weight is named by its place. */
  readonly graphSha256: string;
  /** Digest of the digests of the weight files, in the order in which the graph first names the files. */
  readonly weightsSha256: string;
  /** Digest of tokenizer.json; null where there is none. */
  readonly tokenizerSha256: string | null;
}

export async function digestModel({ mapped, source }: OpenedModel, options: DigestOptions = {}): Promise<ModelDigests> {
  const weights = createHash('sha256');
  for (const file of mapped.weightFiles) weights.update(await digestFile(file, options));
  return {
    graphSha256: createHash('sha256').update(encodeModel(mapped.model)).digest('hex'),
    weightsSha256: weights.digest('hex'),
    tokenizerSha256: source.tokenizerPath === null ? null : createHash('sha256').update(readFileSync(source.tokenizerPath)).digest('hex'),
  };
}
