import {
  type ChosenTypes,
  checkCutDecoder,
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
import type { OpenedModel, ReadCheckpoint } from '@lamina/models';
import type { Model } from '@lamina/onnx';
import { blocksOf, describeRemoval, type KeptTokens, type Removal } from '@lamina/plans';
import { planWeights } from '../plan-weights.ts';
import type { PlannedFile } from '../planned-write.ts';
import { type Descriptions, planDescriptions } from './plan-descriptions.ts';
import { describeGgufFolder, leavesOutSublayers, planGguf, type TypeRequest } from './plan-gguf.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';
import { planSafetensors } from './plan-safetensors.ts';

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
      const isLeftOut = leavesOutSublayers(opened);
      const { silenced, notes } = isLeftOut ? { silenced: [], notes: [] } : planSilencing(opened, removal, format);
      const absent = isLeftOut ? { attention: blocksOf(removal, 'attention'), mlp: blocksOf(removal, 'mlp') } : NOTHING_ABSENT;
      const { files, chosen, notes: missing } = planGguf(opened, { kept, silenced, keptIds, absent, rewritten, types });
      return { weights: files, described: addNotes(describeGgufFolder(opened, kept, tokens), [...notes, ...missing]), chosen };
    }
    default:
      return assertNever(format);
  }
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

/** The tensors to overwrite, and a note about them for the reader of the pruned checkpoint. */
interface Silencing {
  readonly silenced: readonly SilencedWeight[];
  readonly notes: readonly string[];
}

/**
 * How a checkpoint loses sublayers. Its layout has places for both sublayers of a block, so a removed one stays in the files with output weights that make it
 * add nothing; the bytes of its tensors have no effect. A removed attention still runs, and fills its cache.
 */
function planSilencing({ checkpoint, source }: OpenedModel, removal: Removal, format: ModelFormat): Silencing {
  const sublayers = removal.flatMap(({ kind, block }) => (kind === 'block' ? [] : [{ kind, block }]));
  if (checkpoint === null || sublayers.length === 0) return { silenced: [], notes: [] };
  const silenced = sublayers.flatMap(({ kind, block }) => listSilencedWeights(getBlock(checkpoint, block), kind));
  return {
    // A converted file is named by its weights, whatever they are packed in.
    silenced: format === source.format ? silenced.map(({ name, filling }) => ({ name: nameStored(checkpoint, name), filling })) : silenced,
    notes: [describeSilenced(removal, countBytes(checkpoint, sublayers))],
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

function describeSilenced(removal: Removal, unusedBytes: number): string {
  const units = describeRemoval(removal.filter(({ kind }) => kind !== 'block'));
  const hasAttention = removal.some(({ kind }) => kind === 'attention');
  const cache = hasAttention ? ' The attentions still write their keys and values, so this file saves no KV cache.' : '';
  return `${units} (in the numbering of the parent) stay in the files with output weights of 0, because the format cannot store a block with one sublayer: ${(unusedBytes / 1e6).toFixed(1)} MB are unused.${cache} ONNX (--format onnx) removes ${hasAttention ? 'both' : 'them from the files'}`;
}
