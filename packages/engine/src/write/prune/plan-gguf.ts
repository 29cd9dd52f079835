import { basename, join } from 'node:path';
import {
  type AbsentSublayers,
  canLeaveOutSublayers,
  checkCutDecoder,
  describeDecoder,
  describeGguf,
  leaveOutSublayers,
  listSlicedTensors,
  type PlannedGguf,
  planGgufPruning,
  readPlannedGguf,
  type SilencedWeight,
  type TensorSlices,
} from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { withGguf } from '../../model/files/read-files.ts';
import { getCheckpoint, type OpenedModel } from '../../model/open/open-model.ts';
import type { ReadCheckpoint } from '../../model/open/read-graph.ts';
import { type PlannedFile, repeatBytes, type WeightPiece } from '../planned-write.ts';
import { type Descriptions, listCarried } from './plan-descriptions.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';
import { type CheckpointRemoval, describePiece } from './plan-safetensors.ts';

/** Whether attentions and MLPs leave the file of a model for real, and with them their cache and bytes. */
export function leavesOutSublayers({ source }: OpenedModel): boolean {
  return source.format === 'gguf' && withGguf(source.path, ({ gguf }) => canLeaveOutSublayers(gguf));
}

/** The single file of a pruned GGUF model, also where the parent has several parts: a new header, and tensors copied from the files of the parent. */
export function planGguf(
  opened: OpenedModel,
  { kept, silenced, absent, rewritten }: CheckpointRemoval & { readonly absent: AbsentSublayers; readonly rewritten: RewrittenTensors },
): readonly PlannedFile[] {
  const { source } = opened;
  const checkpoint = getCheckpoint(opened);
  if ('absent_sublayers' in checkpoint.config && checkpoint.decoder.blocks.some(({ mixer, mlp }) => mixer === null || mlp === null))
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${source.path} has blocks without attention or MLP; remove further units from the model that it was made of`,
    );
  const named = silenced.map(({ name, filling }): SilencedWeight => {
    const tensor = checkpoint.stored.get(name);
    if (tensor === undefined) throw new Error(`no stored tensor ${name}`);
    return { name: tensor.name, filling };
  });
  return withGguf(source.path, ({ gguf, paths }) => {
    const contents = {
      places: new Map(gguf.sources.map(({ file }, part) => [file, getAt(paths, part)])),
      made: new Map([...rewritten].map(([{ name }, make]) => [name, make])),
    };
    const planned = planGgufPruning(gguf, { kept, silenced: named, absent, sliced: listSlices(checkpoint, kept) });
    const path = nameWhole(source.path);
    const cut = describeGguf(readPlannedGguf(planned, gguf, path));
    checkCutDecoder({ source: leaveOutSublayers(describeDecoder(checkpoint), absent), cut: describeDecoder(cut), kept, place: path });
    return [{ path, kind: 'ranges', ranges: listPieces(planned, contents) }];
  });
}

/** The kept slices of tensors that have one for each block, by GGUF name. */
function listSlices({ decoder, stored }: ReadCheckpoint, kept: readonly number[]): ReadonlyMap<string, TensorSlices> {
  return new Map(listSlicedTensors(decoder).map(({ name, ...slices }) => [stored.get(name)?.name ?? name, { ...slices, kept }]));
}

/** The name without the suffix of one part of several. */
function nameWhole(path: string): string {
  return basename(path).replace(/-\d{5}-of-\d{5}\.gguf$/, '.gguf');
}

/** Where the bytes of tensors come from. */
interface Contents {
  /** Paths of the parent's files. */
  readonly places: ReadonlyMap<string, string>;
  /** What makes rewritten tensors, by their name in the parent. */
  readonly made: ReadonlyMap<string, () => Iterable<Uint8Array>>;
}

function listPieces({ header, tensors, sizeBytes }: PlannedGguf, { places, made }: Contents): readonly WeightPiece[] {
  const pieces = tensors.map((tensor) => {
    const { file, name } = tensor.source;
    const from = places.get(file);
    if (from === undefined) throw new Error(`${file} is not a part of the model`);
    return describePiece(tensor, { from, make: tensor.filling === null ? made.get(name) : undefined, at: tensor.at });
  });
  const end = tensors.reduce((last, { at, sizeBytes: own }) => Math.max(last, at + own), header.byteLength);
  const padding = sizeBytes - end;
  return [
    { make: () => [header], sizeBytes: header.byteLength, at: 0 },
    ...pieces,
    ...(padding > 0 ? [{ make: () => repeatBytes(new Uint8Array(1), padding), sizeBytes: padding, at: end }] : []),
  ];
}

/** A GGUF file describes itself. Licence and tokenizer files are taken over, and no config.json is written. */
export function describeGgufFolder(opened: OpenedModel, kept: readonly number[]): Descriptions {
  const { folder } = opened.source;
  return {
    files: listCarried(folder).map((name) => ({ path: name, kind: 'copy', from: join(folder, name) })),
    config: null,
    configPatch: null,
    notes: noteMissingKind(getCheckpoint(opened), kept),
  };
}

/** llama.cpp (b11739) allocates the inputs of both kinds of mixers for a hybrid, and ends the process if no block reads one of them. */
function noteMissingKind({ decoder: { blocks } }: ReadCheckpoint, kept: readonly number[]): readonly string[] {
  const countKinds = (some: typeof blocks): number =>
    new Set(some.flatMap(({ mixer }) => (mixer === null ? [] : [mixer.kind === 'attention']))).size;
  if (countKinds(blocks) < 2 || countKinds(kept.map((block) => getAt(blocks, block))) === 2) return [];
  return ['llama.cpp cannot run this file: of a hybrid model it needs a block with attention and a recurrent one'];
}
