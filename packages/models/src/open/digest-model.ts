import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type DigestOptions, digestFile } from '../files/digest-file.ts';
import { encodeGraph, readRange } from '../files/read-files.ts';
import type { OpenedModel } from './open-model.ts';

/** SHA-256 digests in hex that identify a model to the byte, whatever version of Lamina reads it: they are of the model's own files. */
export interface ModelDigests {
  /** Digest of the description of the graph: the graph of an ONNX file without its weights, config.json of a checkpoint, the metadata of a GGUF file. */
  readonly graphSha256: string;
  /** Digest of the digests of the weight files, in the order in which the graph first names them; of a checkpoint in the order of their names. */
  readonly weightsSha256: string;
  /** Digest of tokenizer.json; null where there is none. */
  readonly tokenizerSha256: string | null;
}

type DigestedModel = Pick<OpenedModel, 'mapped' | 'source' | 'checkpoint'>;

export async function digestModel(opened: DigestedModel, options: DigestOptions = {}): Promise<ModelDigests> {
  const { tokenizerPath } = opened.source;
  const weights = createHash('sha256');
  for (const file of listWeightFiles(opened)) weights.update(await digestFile(file, options));
  return {
    graphSha256: digestGraph(opened),
    weightsSha256: weights.digest('hex'),
    tokenizerSha256: tokenizerPath === null ? null : createHash('sha256').update(readFileSync(tokenizerPath)).digest('hex'),
  };
}

/** The digest of what describes a model's graph (`ModelDigests.graphSha256`). */
export function digestGraph({ mapped, source, checkpoint }: DigestedModel): string {
  const hash = createHash('sha256');
  if (checkpoint === null) for (const piece of encodeGraph(mapped.model, realpathSync(source.path))) hash.update(piece);
  else if (source.format === 'safetensors') hash.update(readFileSync(join(source.folder, 'config.json')));
  else for (const piece of readRange(source.path, 0, findMetadataBytes(source.path, checkpoint))) hash.update(piece);
  return hash.digest('hex');
}

/** The files that hold the weights as they are stored, not those into which packed weights are decoded. */
function listWeightFiles({ mapped, source, checkpoint }: DigestedModel): readonly string[] {
  if (checkpoint === null) return mapped.weightFiles;
  const names = new Set([...checkpoint.stored.values()].map(({ file }) => file));
  return [...names].sort().map((name) => realpathSync(join(dirname(source.path), name)));
}

/** The bytes of a GGUF file before its first tensor; all bytes of a first part without tensors. */
function findMetadataBytes(path: string, { stored }: NonNullable<OpenedModel['checkpoint']>): number {
  const name = basename(path);
  const offsets = [...stored.values()].filter(({ file }) => file === name).map(({ offset }) => offset);
  return Math.min(statSync(path).size, ...offsets);
}
