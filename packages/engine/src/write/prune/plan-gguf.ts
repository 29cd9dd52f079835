import {
  type AbsentSublayers,
  type ChosenTypes,
  checkCutDecoder,
  chooseTypes,
  type Decoder,
  decodeWeights,
  describeDecoder,
  describeGguf,
  encodeWeights,
  findBlockLayout,
  findDeciObstacle,
  findRowsToPair,
  getFillingBytes,
  listSlicedTensors,
  type PlacedGgufTensor,
  type PlannedGguf,
  planGgufPruning,
  readPlannedGguf,
  type SilencedWeight,
  type StoredType,
  type TensorSlices,
  toDeciDecoder,
} from '@lamina/checkpoints';
import { AppError, getAt, getEntry } from '@lamina/errors';
import type { ModelFormat } from '@lamina/hub';
import { getCheckpoint, measureCacheGrowth, type OpenedModel, type ReadCheckpoint, type Rounding } from '@lamina/models';
import { blocksOf, type KeptTokens, type Removal, type TypeRules } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { type GgufForm, withGgufForm } from '../gguf-form.ts';
import { type PlannedFile, type PreparedWrite, repeatBytes, type WeightPiece } from '../planned-write.ts';
import { type Descriptions, planTakenFiles } from './plan-descriptions.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';
import { type CheckpointRemoval, describePiece, listKeptRows } from './plan-safetensors.ts';

interface Recoding {
  readonly from: StoredType;
  readonly to: StoredType;
  /** Values of a row. */
  readonly columns: number;
  /** The tensor, for messages. */
  readonly place: string;
}

/** Rows are encoded about this many bytes of float32 at a time. */
const PIECE_BYTES = 1 << 22;

/** Stored weights in another type, some rows at a time. @throws AppError as encodeWeights does */
function* recodeWeights(pieces: Iterable<Uint8Array>, { from, to, columns, place }: Recoding): Generator<Uint8Array> {
  const layout = findBlockLayout(from);
  if (layout === undefined) throw new Error(`${from} is no type of weights`);
  const rowBytes = (columns / layout.blockElements) * layout.blockBytes;
  const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / (columns * 4)));
  for (const rows of joinRows(pieces, rowsAtOnce * rowBytes)) yield encodeWeights(to, decodeWeights(from, rows), { columns, place });
}

/** The same bytes in pieces of `bytes`; the last may have fewer. */
function* joinRows(pieces: Iterable<Uint8Array>, bytes: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  let filled = 0;
  for (const piece of pieces)
    for (let taken = 0; taken < piece.length; ) {
      const count = Math.min(piece.length - taken, buffer.length - filled);
      buffer.set(piece.subarray(taken, taken + count), filled);
      taken += count;
      filled += count;
      if (filled < buffer.length) continue;
      yield buffer;
      filled = 0;
    }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/**
 * Pairs (i, i + n/2) of the n rows of each head become neighbours: row 2j was row j, and row 2j + 1 was row j + n/2. The bytes of a row stay as they are.
 * @param rows of a head: n
 */
function* pairRows(
  pieces: Iterable<Uint8Array>,
  { rows, rowBytes }: { readonly rows: number; readonly rowBytes: number },
): Generator<Uint8Array> {
  const paired = new Uint8Array(rows * rowBytes);
  for (const head of joinRows(pieces, rows * rowBytes)) {
    for (let row = 0; row < rows; row += 1) {
      const from = (row >> 1) + (row % 2) * (rows / 2);
      paired.set(head.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
    }
    yield paired;
  }
}

/** The attentions and MLPs of a removal that stay in the files of a format as they cannot leave it, and why, as a clause. */
export interface StayingSublayers {
  readonly units: Removal;
  readonly why: string;
}

/** The others leave the files, and with them their bytes and their cache. */
export function findStaying(opened: OpenedModel, removal: Removal, format: ModelFormat): StayingSublayers {
  const sublayers = removal.filter(({ kind }) => kind !== 'block');
  if (format === 'onnx' || sublayers.length === 0) return { units: [], why: '' };
  if (format === 'safetensors') return { units: sublayers, why: 'safetensors has a place for both sublayers of every block' };
  const why = withGgufForm(opened, new Map(), findDeciObstacle);
  if (why !== null)
    return { units: sublayers, why: `llama.cpp leaves sublayers out only of models that compute as Llama does, and here ${why}` };
  const removed = blocksOf(removal, 'block');
  const first = getCheckpoint(opened).decoder.blocks.findIndex((_, block) => !removed.includes(block));
  const units = sublayers.filter(({ kind, block }) => kind === 'attention' && block === first);
  return { units, why: 'llama.cpp reads the size of a head from the first block' };
}

export interface GgufPlanOptions extends CheckpointRemoval {
  readonly absent: AbsentSublayers;
  readonly rewritten: RewrittenTensors;
  /** The types to write; null: all tensors keep theirs. */
  readonly types: TypeRequest | null;
}

/** The types of a GGUF file to write. */
export interface TypeRequest {
  readonly rules: TypeRules;
  /** Whether llama.cpp's substitutes take the place of types whose blocks do not divide a row. */
  readonly usesFallbacks: boolean;
}

/** Every matrix in one type, as llama.cpp's users make it. */
export function requestType(type: string): TypeRequest {
  return { rules: type, usesFallbacks: true };
}

/** The GGUF file of a model, and what was chosen for it. */
export interface GgufPlan {
  readonly files: readonly PlannedFile[];
  /** The types of the matrices by name, where types were asked for. */
  readonly chosen: ChosenTypes | null;
  /** Parts of the checkpoint that the file cannot hold. */
  readonly notes: readonly string[];
}

/**
 * The single file of a GGUF model without the removed units, in the types that are asked for: a new header, and tensors copied from the files of the parent,
 * converted, or encoded. Of a safetensors parent it is the file that llama.cpp's converter makes.
 *
 * @throws AppError MODEL_UNSUPPORTED, TYPE_UNSUPPORTED; NON_FINITE_WEIGHTS and TYPE_RANGE when the file is written
 */
export function planGguf(opened: OpenedModel, { kept, silenced, keptIds, absent, rewritten, types }: GgufPlanOptions): GgufPlan {
  const { source } = opened;
  const checkpoint = getCheckpoint(opened);
  if ('absent_sublayers' in checkpoint.config && checkpoint.decoder.blocks.some(({ mixer, mlp }) => mixer === null || mlp === null))
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${source.path} has blocks without attention or MLP; remove further units from the model that it was made of`,
    );
  return withGgufForm(opened, rewritten, (form) => {
    const { gguf, places, fileName, decoder } = form;
    // Converted norms hold 1 + weight.
    const named = silenced.flatMap(({ name, filling }) =>
      getEntry(places, name).names.map((own): SilencedWeight => ({ name: own, filling: source.format === 'gguf' ? filling : 'zeros' })),
    );
    const chosen = types === null ? null : chooseTypes(gguf.tensors.values(), types);
    const sliced = listSlices(checkpoint, kept, places);
    const rows = listKeptRows(checkpoint, keptIds);
    // A head that a tied model stores once more is not converted.
    const names = rows === null ? [] : [...rows.names].flatMap((name) => places.get(name)?.names ?? []);
    const keptRows = rows === null ? null : { ...rows, names: new Set(names) };
    const hasAbsent = absent.attention.length + absent.mlp.length > 0;
    const planned = planGgufPruning(gguf, {
      kept,
      silenced: named,
      absent,
      rowsToPair: hasAbsent ? findRowsToPair(decoder) : null,
      sliced,
      keptRows,
      types: chosen?.types ?? new Map(),
    });
    const cut = describeGguf(readPlannedGguf(planned, gguf, fileName));
    const compare = source.format === 'gguf' ? (whole: Decoder): Decoder => whole : leaveOutFrequencies;
    checkCutDecoder({
      source: compare(hasAbsent ? toDeciDecoder(decoder, absent) : decoder),
      cut: compare(describeDecoder(cut)),
      kept,
      place: fileName,
    });
    // A converted form has the new contents already.
    const made = source.format === 'gguf' ? new Map([...rewritten].map(([{ name }, make]) => [name, make])) : new Map();
    return { files: [{ path: fileName, kind: 'ranges', ranges: listPieces(planned, form, made) }], chosen, notes: form.notes };
  });
}

/** A decoder without its rotary frequencies: GGUF states scaled ones as factors in float32, and those that depend on the length of a text as fixed ones. */
function leaveOutFrequencies(decoder: Decoder): Decoder {
  const blocks = decoder.blocks.map((block) => {
    const { mixer } = block;
    if (mixer?.kind !== 'attention' || mixer.rotary === null) return block;
    return {
      ...block,
      mixer: { ...mixer, rotary: { ...mixer.rotary, magnitude: 1, frequencies: { kind: 'fixed', inverse: [] } as const } },
    };
  });
  return { ...decoder, blocks };
}

/** The kept slices of tensors that have one for each block, by GGUF name. */
function listSlices({ decoder }: ReadCheckpoint, kept: readonly number[], places: GgufForm['places']): ReadonlyMap<string, TensorSlices> {
  return new Map(
    listSlicedTensors(decoder).flatMap(({ name, ...slices }) =>
      (places.get(name)?.names ?? [name]).map((own) => [own, { ...slices, kept }]),
    ),
  );
}

function listPieces(
  { header, tensors, sizeBytes }: PlannedGguf,
  form: GgufForm,
  made: ReadonlyMap<string, () => Iterable<Uint8Array>>,
): readonly WeightPiece[] {
  const pieces = tensors.map((tensor) => describeTensor(tensor, form, made));
  const end = tensors.reduce((last, { at, sizeBytes: own }) => Math.max(last, at + own), header.byteLength);
  const padding = sizeBytes - end;
  return [
    { make: () => [header], sizeBytes: header.byteLength, at: 0 },
    ...pieces,
    ...(padding > 0 ? [{ make: () => repeatBytes(new Uint8Array(1), padding), sizeBytes: padding, at: end }] : []),
  ];
}

/** The bytes of a tensor: copied, cut, converted, made or filled, and encoded anew where its type changes. */
function describeTensor(tensor: PlacedGgufTensor, form: GgufForm, made: ReadonlyMap<string, () => Iterable<Uint8Array>>): WeightPiece {
  const { source, filling, slices, rows, rowsToPair, type, dims, sizeBytes, at, name } = tensor;
  if (filling !== null && slices === null && rows === null)
    return { make: () => repeatBytes(getFillingBytes(filling, type), sizeBytes), sizeBytes, at };
  const from = form.findFile(source);
  const make = made.get(source.name) ?? (from === null ? () => form.readTensor(source) : undefined);
  // Without a file, the bytes are made.
  const stored = describePiece({ ...tensor, sizeBytes }, { from: from ?? '', make, at });
  if (type === source.type && rowsToPair === null) return stored;
  const readStored = 'make' in stored ? stored.make : () => form.readTensor(source);
  const rowBytes = source.sizeBytes / getAt(source.dims, 0);
  const read = rowsToPair === null ? readStored : () => pairRows(readStored(), { rows: rowsToPair, rowBytes });
  if (type === source.type) return { make: read, sizeBytes, at };
  const recoding = { from: source.type, to: type, columns: getAt(dims, dims.length - 1), place: name };
  return { make: () => recodeWeights(read(), recoding), sizeBytes, at };
}

/** How a GGUF file of these types rounds the weights of a graph, by their names in the graph; none where types are kept. */
export function listRoundings(opened: OpenedModel, rules: TypeRules | null): ReadonlyMap<string, Rounding> {
  if (rules === null) return new Map();
  return withGgufForm(opened, new Map(), ({ gguf, places }) => {
    const { types } = chooseTypes(gguf.tensors.values(), { rules, usesFallbacks: true });
    const roundings = [...places].flatMap(([name, { names, isTransposed }]) => {
      const [own = name] = names;
      const type = types.get(own);
      return type === undefined || type === gguf.tensors.get(own)?.type ? [] : [[name, { type, isTransposed }] as const];
    });
    return new Map(roundings);
  });
}

/** Bytes of the weights of a graph in a GGUF file that keeps their types, by their names in the graph. */
export function measureStored(opened: OpenedModel): ReadonlyMap<string, number> {
  return withGgufForm(opened, new Map(), ({ gguf, places }) => {
    const initializers = new Map(opened.structure.model.graph.initializers.map((tensor) => [tensor.name, tensor]));
    const measured = [...places].flatMap(
      ([
        name,
        {
          names: [own = name],
        },
      ]) => {
        const stored = gguf.tensors.get(own);
        const layout = stored && findBlockLayout(stored.type);
        const dims = initializers.get(name)?.dims;
        if (layout === undefined || dims === undefined) return [];
        // The graph takes some stored tensors apart: each part counts.
        const weights = dims.reduce((product, extent) => product * extent, 1);
        return [[name, (weights / layout.blockElements) * layout.blockBytes] as const];
      },
    );
    return new Map(measured);
  });
}

/** A GGUF file describes itself. Licence and tokenizer files are taken over, and no config.json is written. */
export function describeGgufFolder(opened: OpenedModel, kept: readonly number[], tokens: KeptTokens | null): Descriptions {
  const { files, notes } = planTakenFiles(opened, tokens);
  return { files, config: null, configPatch: null, notes: [...notes, ...noteMissingKind(getCheckpoint(opened), kept)] };
}

/** llama.cpp (b11739) allocates the inputs of both kinds of mixers for a hybrid, and ends the process if no block reads one of them. */
function noteMissingKind({ decoder: { blocks } }: ReadCheckpoint, kept: readonly number[]): readonly string[] {
  const countKinds = (some: typeof blocks): number =>
    new Set(some.flatMap(({ mixer }) => (mixer === null ? [] : [mixer.kind === 'attention']))).size;
  if (countKinds(blocks) < 2 || countKinds(kept.map((block) => getAt(blocks, block))) === 2) return [];
  return ['llama.cpp cannot run this file: of a hybrid model it needs a block with attention and a recurrent one'];
}

/** Files of checkpoints that keep a silenced attention fill its cache too. */
export function measureCacheAfter(
  opened: OpenedModel,
  { format, removal, graph }: Pick<PreparedWrite, 'format' | 'removal' | 'graph'>,
): number | null {
  const { units: staying } = findStaying(opened, removal, format);
  if (staying.every(({ kind }) => kind !== 'attention')) return measureCacheGrowth(graph);
  const leaving = removal.filter((unit) => !staying.includes(unit));
  return measureCacheGrowth(removeUnits(opened.structure, leaving).model.graph);
}
