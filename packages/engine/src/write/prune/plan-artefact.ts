import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type AbsentSublayers,
  type ChosenTypes,
  checkCutDecoder,
  decodeWeights,
  describeDecoder,
  type KeptBlocks,
  listSilencedWeights,
  listSublayerWeights,
  NOTHING_ABSENT,
  type SilencedWeight,
  type SublayerKind,
} from '@lamina/checkpoints';
import { assertNever } from '@lamina/errors';
import type { ModelFormat } from '@lamina/hub';
import { type OpenedModel, type ReadCheckpoint, readRange } from '@lamina/models';
import { DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';
import { blocksOf, describeRemoval, type KeptTokens, type Removal } from '@lamina/plans';
import { widenWeights } from '@lamina/surgery';
import { type PlannedFile, planCopy, type WeightPiece } from '../planned-write.ts';
import { type Descriptions, planDescriptions } from './plan-descriptions.ts';
import { describeGgufFolder, findStaying, planGguf, type TypeRequest } from './plan-gguf.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';
import { planSafetensors } from './plan-safetensors.ts';

// Memory is mapped in pages.
const ALIGNMENT_BYTES = 4096;
const GRAPH_PATH = 'onnx/model.onnx';

/** The files of a pruned model: first its weights and graph, then the files that describe it. */
export interface Artefact {
  readonly weights: readonly PlannedFile[];
  readonly described: Descriptions;
  /** The types that were chosen for a GGUF file; null where none were asked for. */
  readonly chosen: ChosenTypes | null;
}

interface ArtefactOptions extends KeptBlocks {
  readonly removal: Removal;
  readonly format: ModelFormat;
  /** The graph without the removed units. */
  readonly pruned: Model;
  readonly copyWeights: boolean;
  /** Tensors of a checkpoint that hold a repair. */
  readonly rewritten: RewrittenTensors;
  /** The types of a GGUF file; null: tensors keep theirs. */
  readonly types: TypeRequest | null;
  /** The tokens of a checkpoint that stay; null: all. */
  readonly tokens: KeptTokens | null;
}

/** Plans the files of a pruned model in a format. */
export function planArtefact(
  opened: OpenedModel,
  { format, pruned, copyWeights, rewritten, types, tokens, ...blocks }: ArtefactOptions,
): Artefact {
  const keptIds = tokens?.keptIds ?? null;
  switch (format) {
    case 'onnx': {
      const weights = planWeights(opened, pruned, copyWeights);
      return {
        weights,
        described: planDescriptions(opened, { ...blocks, tokens, onnx: { graph: pruned, dataFiles: weights.length - 1 } }),
        chosen: null,
      };
    }
    case 'safetensors': {
      const { silenced, notes } = planSilencing(opened, blocks.removal, format);
      const described = planDescriptions(opened, { ...blocks, tokens, onnx: null });
      checkConfig(opened, described, blocks.kept);
      return {
        weights: planSafetensors(opened, { kept: blocks.kept, silenced, keptIds, rewritten }),
        described: addNotes(described, notes),
        chosen: null,
      };
    }
    case 'gguf': {
      const { kept, removal } = blocks;
      const { silenced, absent, notes } = planSilencing(opened, removal, format);
      const { files, chosen, notes: missing } = planGguf(opened, { kept, silenced, keptIds, absent, rewritten, types });
      return { weights: files, described: addNotes(describeGgufFolder(opened, kept, tokens), [...notes, ...missing]), chosen };
    }
    default:
      return assertNever(format);
  }
}

/**
 * The file of the graph and the files of its weights, named as transformers.js counts them: model.onnx_data, model.onnx_data_1, … Linked files are the
 * whole files of the parent. `copyWeights` writes only the ranges that the pruned graph reads, on pages of 4096 bytes. Of the entries of external data,
 * location, offset and length are written; a checksum of the parent's file would be wrong for most of these files.
 *
 * Weights of checkpoints are written as float32, which every loader reads. A file that holds float32 already is linked like any other.
 */
function planWeights(opened: OpenedModel, pruned: Model, copyWeights: boolean): readonly PlannedFile[] {
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

/** Refuses a config.json that a loader would compute differently from the kept blocks. @throws AppError MODEL_UNSUPPORTED */
function checkConfig({ checkpoint }: OpenedModel, { config }: Descriptions, kept: readonly number[]): void {
  if (checkpoint === null || config === null) throw new Error('a safetensors folder without config.json');
  const [source, cut] = [describeDecoder(checkpoint), describeDecoder({ ...checkpoint, config })];
  checkCutDecoder({ source, cut, kept, place: 'config.json' });
}

function addNotes(described: Descriptions, notes: readonly string[]): Descriptions {
  return { ...described, notes: [...described.notes, ...notes] };
}

/** The sublayers that leave the files, the tensors to overwrite of those that cannot, and a note about these for the reader of the pruned checkpoint. */
interface Silencing {
  readonly absent: AbsentSublayers;
  readonly silenced: readonly SilencedWeight[];
  readonly notes: readonly string[];
}

/**
 * How a checkpoint loses sublayers. Most layouts have places for both sublayers of a block, so a removed one stays in the files with output weights that make
 * it add nothing; the bytes of its tensors have no effect. A removed attention still runs, and fills its cache.
 */
function planSilencing(opened: OpenedModel, removal: Removal, format: ModelFormat): Silencing {
  const { checkpoint, source } = opened;
  if (checkpoint === null) return { absent: NOTHING_ABSENT, silenced: [], notes: [] };
  const { units: staying, why } = findStaying(opened, removal, format);
  const sublayers = staying.flatMap(({ kind, block }) => (kind === 'block' ? [] : [{ kind, block }]));
  const leaving = format === 'gguf' ? removal.filter((unit) => !staying.includes(unit)) : [];
  const silenced = sublayers.flatMap(({ kind, block }) => listSilencedWeights(getBlock(checkpoint, block), kind));
  return {
    absent: { attention: blocksOf(leaving, 'attention'), mlp: blocksOf(leaving, 'mlp') },
    // A converted file is named by its weights, whatever they are packed in.
    silenced: format === source.format ? silenced.map(({ name, filling }) => ({ name: nameStored(checkpoint, name), filling })) : silenced,
    notes: staying.length === 0 ? [] : [describeSilenced(staying, { why, unusedBytes: countBytes(checkpoint, sublayers) })],
  };
}

function getBlock({ decoder }: ReadCheckpoint, index: number): ReadCheckpoint['decoder']['blocks'][number] {
  const block = decoder.blocks[index];
  if (block === undefined) throw new Error(`no block ${index} in the checkpoint`);
  return block;
}

/** The stored tensor whose bytes make a weight 0: of a packed weight its numbers or its scales. */
function nameStored({ stored, tensors }: ReadCheckpoint, name: string): string {
  const tensor = tensors.get(name);
  const found = [tensor?.packed?.silencedBy, name, tensor?.name].find((candidate) => candidate !== undefined && stored.has(candidate));
  if (found === undefined) throw new Error(`no stored tensor ${name}`);
  return found;
}

function countBytes(checkpoint: ReadCheckpoint, sublayers: readonly { readonly kind: SublayerKind; readonly block: number }[]): number {
  const unused = new Set(sublayers.flatMap(({ kind, block }) => listSublayerWeights(getBlock(checkpoint, block), kind)));
  // Packed weights have other names and stay as they are.
  return [...unused].reduce((sum, name) => sum + (checkpoint.stored.get(name)?.sizeBytes ?? 0), 0);
}

function describeSilenced(staying: Removal, { why, unusedBytes }: { readonly why: string; readonly unusedBytes: number }): string {
  const hasAttention = staying.some(({ kind }) => kind === 'attention');
  const cache = hasAttention ? ' The attentions still write their keys and values, so this file saves no KV cache of theirs.' : '';
  return `${describeRemoval(staying)} (in the numbering of the parent) stay in the files with output weights of 0, because ${why}: ${(unusedBytes / 1e6).toFixed(1)} MB are unused.${cache} ONNX (--format onnx) removes ${hasAttention ? 'both' : 'them from the files'}`;
}
