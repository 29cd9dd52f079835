import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Model, Tensor } from '@lamina/onnx';
import type { OpenedModel } from '../model/open-model.ts';
import type { WeightRange } from './weight-piece.ts';
import type { PlannedFile } from './write-files.ts';

// Memory mapping works in pages.
const ALIGNMENT_BYTES = 4096;
const GRAPH_PATH = 'onnx/model.onnx';

/**
 * The graph's file and the files of its weights, named as transformers.js counts them: model.onnx_data, model.onnx_data_1, … Linked files are
 * the parent's whole; `copyWeights` writes the ranges that the pruned graph reads and no others, on pages of 4096 bytes. Of the entries of
 * external data, location, offset and length are written; a checksum of the parent's file would be wrong for most of these files.
 */
export function planWeights(opened: OpenedModel, pruned: Model, copyWeights: boolean): readonly PlannedFile[] {
  const { model, files } = copyWeights ? planCopies(opened, pruned) : planLinks(opened, pruned);
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

function planCopies({ mapped }: OpenedModel, pruned: Model): WeightPlan {
  const path = `${GRAPH_PATH}_data`;
  const fileOf = new Map(mapped.weightFiles.map((file) => [basename(file), file]));
  const placed = new Map<string, WeightRange>();
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
  return { model, files: placed.size > 0 ? [{ path, kind: 'ranges', ranges: [...placed.values()] }] : [] };
}

function mapExternal(model: Model, change: (tensor: Tensor) => Tensor): Model {
  return { ...model, graph: { ...model.graph, initializers: model.graph.initializers.map(change) } };
}
