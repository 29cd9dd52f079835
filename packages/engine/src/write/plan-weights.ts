import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { decodeWeights } from '@lamina/checkpoints';
import { type OpenedModel, readRange } from '@lamina/models';
import { DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';
import { widenWeights } from '@lamina/surgery';
import { type PlannedFile, planCopy, type WeightPiece } from './planned-write.ts';

// Memory is mapped in pages.
const ALIGNMENT_BYTES = 4096;
const GRAPH_PATH = 'onnx/model.onnx';

/**
 * The file of the graph and the files of its weights, named as transformers.js counts them: model.onnx_data, model.onnx_data_1, … Linked files are the
 * whole files of the parent. `copyWeights` writes only the ranges that the pruned graph reads, on pages of 4096 bytes. Of the entries of external data,
 * location, offset and length are written; a checksum of the parent's file would be wrong for most of these files.
 *
 * Weights of checkpoints are written as float32, which every loader reads. A file that holds float32 already is linked like any other.
 */
export function planWeights(opened: OpenedModel, pruned: Model, copyWeights: boolean): readonly PlannedFile[] {
  const { model, files } = copyWeights || !isLinkable(opened, pruned) ? planCopies(opened, pruned) : planLinks(opened, pruned);
  return [{ path: GRAPH_PATH, kind: 'graph', model, source: realpathSync(opened.source.path) }, ...files];
}

interface WeightPlan {
  readonly model: Model;
  readonly files: readonly PlannedFile[];
}

function planLinks({ mapped }: OpenedModel, pruned: Model): WeightPlan {
  const used = new Set(pruned.graph.initializers.flatMap(({ data }) => (data.kind === 'external' ? [data.location] : [])));
  const links = mapped.weightFiles.filter((file) => used.has(basename(file)));
  const names = new Map(links.map((file, place) => [basename(file), place === 0 ? 'model.onnx_data' : `model.onnx_data_${place}`]));
  const model = mapExternal(pruned, (tensor) => {
    if (tensor.data.kind !== 'external') return tensor;
    return { ...tensor, data: { ...tensor.data, location: names.get(tensor.data.location) ?? tensor.data.location } };
  });
  return { model, files: links.map((from) => ({ path: `onnx/${names.get(basename(from))}`, kind: 'link', from }) as const) };
}

/** True where loaders can read the graph over its weight files. Files of other formats hold half precision or codes. */
function isLinkable({ source, checkpoint, coded }: OpenedModel, { graph }: Model): boolean {
  if (checkpoint === null) return true;
  if (coded !== null) return false;
  return source.format === 'safetensors' && graph.initializers.every(({ dataType }) => dataType === DATA_TYPE.float);
}

function planCopies({ mapped, checkpoint }: OpenedModel, read: Model): WeightPlan {
  const { graph, narrow } = checkpoint === null ? { graph: read.graph, narrow: new Map<string, Tensor>() } : widenWeights(read.graph);
  const pruned = { ...read, graph };
  const path = `${GRAPH_PATH}_data`;
  const placed = new Map<string, WeightPiece>();
  let end = 0;
  const model = mapExternal(pruned, (tensor) => {
    const { data } = tensor;
    if (data.kind !== 'external' || data.sizeBytes === null) return tensor;
    // Exporters let several tensors share one range. It is written once.
    const key = `${data.location}:${data.offset}:${data.sizeBytes}`;
    const at = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const stored = narrow.get(tensor.name);
    const sizeBytes = stored === undefined ? data.sizeBytes : data.sizeBytes / 2;
    const range = planCopy(mapped, { ...data, sizeBytes }, at);
    const place = placed.get(key) ?? (stored === undefined ? range : widenPiece(range, stored));
    placed.set(key, place);
    end = Math.max(end, place.at + place.sizeBytes);
    return { ...tensor, data: { ...data, location: basename(path), offset: place.at } };
  });
  return { model, files: placed.size > 0 ? [{ path, kind: 'ranges', ranges: [...placed.values()] }] : [] };
}

function mapExternal(model: Model, change: (tensor: Tensor) => Tensor): Model {
  return { ...model, graph: { ...model.graph, initializers: model.graph.initializers.map(change) } };
}

/** The float32 values of half-precision weights, a few megabytes at a time. */
function widenPiece(piece: WeightPiece, { dataType }: Tensor): WeightPiece {
  const type = dataType === DATA_TYPE.bfloat16 ? 'BF16' : 'F16';
  const read = 'make' in piece ? piece.make : () => readRange(piece.from, piece.offset, piece.sizeBytes);
  const make = function* (): Generator<Uint8Array> {
    for (const bytes of read()) yield new Uint8Array(decodeWeights(type, bytes).buffer);
  };
  return { make, sizeBytes: piece.sizeBytes * 2, at: piece.at };
}
