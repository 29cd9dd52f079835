import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, linkSync, openSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Model, type Tensor, writeModel } from '@lamina/onnx';
import { editConfig, editGenaiConfig } from './edit-config.ts';
import { readJson } from './model-source.ts';
import type { OpenedModel } from './open-model.ts';
import type { PrunePlan } from './prune-plan.ts';

/** A file of a written model; `path` is relative to its folder. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file still to be written. */
export type PlannedFile =
  | { readonly path: string; readonly kind: 'text'; readonly text: string }
  | { readonly path: string; readonly kind: 'graph'; readonly model: Model }
  /** The same file as the parent's, linked where the file system can. */
  | { readonly path: string; readonly kind: 'link'; readonly from: string }
  | { readonly path: string; readonly kind: 'copy'; readonly from: string }
  /** Ranges of the parent's weight files, one after the other. */
  | {
      readonly path: string;
      readonly kind: 'ranges';
      readonly ranges: readonly { readonly from: string; readonly offset: number; readonly sizeBytes: number; readonly at: number }[];
    };

const CARRIED_FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'generation_config.json',
  'chat_template.jinja',
  'chat_template.json',
];
// Memory mapping works in pages.
const ALIGNMENT_BYTES = 4096;
const COPY_BYTES = 1 << 22;

/** Decides every file of the pruned model's folder; nothing is written yet. */
export function planFiles(opened: OpenedModel, pruned: Model, plan: PrunePlan, copyWeights: boolean): readonly PlannedFile[] {
  const { folder, config } = opened.source;
  const carried = CARRIED_FILES.filter((name) => existsSync(join(folder, name))).map(
    (name) => ({ path: name, kind: 'copy', from: join(folder, name) }) as const,
  );
  const genai = join(folder, 'genai_config.json');
  const json = (path: string, value: unknown): PlannedFile => ({ path, kind: 'text', text: `${JSON.stringify(value, null, 2)}\n` });
  return [
    ...(copyWeights ? planCopies(opened, pruned) : planLinks(opened, pruned)),
    ...(Object.keys(config).length > 0 ? [json('config.json', editConfig(config, plan.kept, plan.blocksBefore))] : []),
    ...(existsSync(genai) ? [json('genai_config.json', editGenaiConfig(readJson(genai), plan.kept.length))] : []),
    ...carried,
    json('prune-plan.json', plan),
  ];
}

function planLinks({ mapped }: OpenedModel, pruned: Model): readonly PlannedFile[] {
  const used = new Set(pruned.graph.initializers.flatMap(({ data }) => (data.kind === 'external' ? [data.location] : [])));
  // Weights inside the parent's model.onnx need another name beside the new graph, and model.onnx_data may be taken.
  const free = used.has('model.onnx_data') ? 'model.onnx_data_inline' : 'model.onnx_data';
  const nameOf = (file: string): string => (basename(file) === 'model.onnx' ? free : basename(file));
  const links = mapped.weightFiles.filter((file) => used.has(basename(file)));
  const model = mapExternal(pruned, (tensor) =>
    tensor.data.kind === 'external' ? { ...tensor, data: { ...tensor.data, location: nameOf(tensor.data.location) } } : tensor,
  );
  return [
    { path: 'onnx/model.onnx', kind: 'graph', model },
    ...links.map((from) => ({ path: `onnx/${nameOf(from)}`, kind: 'link', from }) as const),
  ];
}

function planCopies({ mapped }: OpenedModel, pruned: Model): readonly PlannedFile[] {
  const path = 'onnx/model.onnx_data';
  const fileOf = new Map(mapped.weightFiles.map((file) => [basename(file), file]));
  const placed = new Map<string, { from: string; offset: number; sizeBytes: number; at: number }>();
  let end = 0;
  const model = mapExternal(pruned, (tensor) => {
    const { data } = tensor;
    if (data.kind !== 'external' || data.sizeBytes === null) return tensor;
    // Exporters let several tensors share one range; it is written once.
    const key = `${data.location}:${data.offset}:${data.sizeBytes}`;
    const place = placed.get(key) ?? {
      from: fileOf.get(data.location) ?? data.location,
      offset: data.offset,
      sizeBytes: data.sizeBytes,
      at: Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES,
    };
    placed.set(key, place);
    end = Math.max(end, place.at + place.sizeBytes);
    return { ...tensor, data: { ...data, location: basename(path), offset: place.at } };
  });
  return [
    { path: 'onnx/model.onnx', kind: 'graph', model },
    ...(placed.size > 0 ? [{ path, kind: 'ranges', ranges: [...placed.values()] } as const] : []),
  ];
}

function mapExternal(model: Model, change: (tensor: Tensor) => Tensor): Model {
  return { ...model, graph: { ...model.graph, initializers: model.graph.initializers.map(change) } };
}

/** Writes planned files below `folder` and reports their sizes and digests. File system errors pass through with their codes. */
export async function writeFiles(folder: string, files: readonly PlannedFile[]): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    writeFile(path, file);
    written.push({ path: file.path, bytes: statSync(path).size, sha256: digestFile(path) });
  }
  return written;
}

function writeFile(path: string, file: PlannedFile): void {
  if (file.kind === 'text') writeFileSync(path, file.text);
  else if (file.kind === 'graph') writeGraph(path, file.model);
  else if (file.kind === 'copy') copyFileSync(file.from, path);
  else if (file.kind === 'link') linkOrCopy(file.from, path);
  else copyRanges(path, file.ranges);
}

function writeGraph(path: string, model: Model): void {
  const descriptor = openSync(path, 'w');
  try {
    for (const chunk of writeModel(model)) {
      if (!(chunk instanceof Uint8Array)) throw new Error('a weight is still a range of its source file; map weights before writing');
      for (let done = 0; done < chunk.byteLength; ) done += writeSync(descriptor, chunk, done);
    }
  } finally {
    closeSync(descriptor);
  }
}

function linkOrCopy(from: string, path: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    // Another device, a file system without links, or somebody else's file: a copy serves the same.
    if (!(error instanceof Error) || !('code' in error) || !['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'EACCES'].includes(String(error.code)))
      throw error;
    copyFileSync(from, path);
  }
}

function copyRanges(path: string, ranges: Extract<PlannedFile, { kind: 'ranges' }>['ranges']): void {
  const target = openSync(path, 'w');
  const sources = new Map<string, number>();
  const buffer = new Uint8Array(COPY_BYTES);
  try {
    for (const { from, offset, sizeBytes, at } of ranges) {
      const source = sources.get(from) ?? openSync(from, 'r');
      sources.set(from, source);
      for (let done = 0; done < sizeBytes; ) {
        const got = readSync(source, buffer, 0, Math.min(COPY_BYTES, sizeBytes - done), offset + done);
        if (got === 0) throw new Error(`${from} ended while its weights were copied`);
        for (let put = 0; put < got; ) put += writeSync(target, buffer, put, got - put, at + done + put);
        done += got;
      }
    }
  } finally {
    for (const descriptor of [target, ...sources.values()]) closeSync(descriptor);
  }
}

function digestFile(path: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'r');
  const buffer = new Uint8Array(COPY_BYTES);
  try {
    for (let got = readSync(descriptor, buffer); got > 0; got = readSync(descriptor, buffer)) hash.update(buffer.subarray(0, got));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
