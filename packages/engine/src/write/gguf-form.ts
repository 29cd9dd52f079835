import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  convertCheckpoint,
  type Decoder,
  describeDecoder,
  describeTextDecoder,
  findConvertedArchitecture,
  findConvertedLayout,
  findPreTokenizerName,
  type Gguf,
  type GgufPlace,
  type GgufTokenizer,
  isObject,
  listGgufTokenizer,
  PRE_TOKENIZER_TEXT,
  readSentencePiece,
  type StoredTensor,
  type TextDecoderFacts,
} from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';
import {
  getCheckpoint,
  joinPieces,
  loadTokenizer,
  type ModelSource,
  type OpenedModel,
  readJson,
  readRange,
  readWholeRange,
  withFile,
  withGguf,
} from '@lamina/models';
import type { RewrittenTensors } from './prune/plan-rewritten.ts';

/** A checkpoint as GGUF: its own file, or what llama.cpp's converter makes of a safetensors folder. */
export interface GgufForm {
  readonly gguf: Gguf;
  /** The name of the file to write. */
  readonly fileName: string;
  /** The computation of the checkpoint, with values stored as in the file. */
  readonly decoder: Decoder;
  /** Where the weights of the graph lie in the file, by their names in the graph. */
  readonly places: ReadonlyMap<string, GgufPlace>;
  /** Parts of the checkpoint that the file cannot hold. */
  readonly notes: readonly string[];
  /** The file that holds the bytes of a tensor as they are; null where they are converted. */
  readonly findFile: (tensor: StoredTensor) => string | null;
  /** Bytes of a tensor in pieces, each valid until the next one is taken. */
  readonly readTensor: (tensor: StoredTensor) => Iterable<Uint8Array>;
}

/** Pieces of converted tensors. */
const PIECE_BYTES = 1 << 22;

/**
 * Opens the GGUF form of a checkpoint for `use`. What is read of it later opens the files again.
 *
 * @param rewritten new contents of stored tensors, which a safetensors folder is converted with; those of a GGUF file are the caller's to place
 * @throws AppError MODEL_UNSUPPORTED where llama.cpp has no such architecture
 */
export function withGgufForm<T>(opened: OpenedModel, rewritten: RewrittenTensors, use: (form: GgufForm) => T): T {
  return opened.source.format === 'gguf' ? withOwnFile(opened, use) : use(convert(opened, rewritten));
}

function withOwnFile<T>(opened: OpenedModel, use: (form: GgufForm) => T): T {
  const { path } = opened.source;
  return withGguf(path, ({ gguf, paths }) => {
    const files = new Map(gguf.sources.map(({ file }, part) => [file, getAt(paths, part)]));
    const findFile = ({ file }: StoredTensor): string => {
      const found = files.get(file);
      if (found === undefined) throw new Error(`${file} is not a part of the model`);
      return found;
    };
    return use({
      gguf,
      fileName: nameWhole(path),
      decoder: describeDecoder(getCheckpoint(opened)),
      places: new Map([...getCheckpoint(opened).stored].map(([name, tensor]) => [name, { names: [tensor.name], isTransposed: false }])),
      notes: [],
      findFile,
      readTensor: (tensor) => readRange(findFile(tensor), tensor.offset, tensor.sizeBytes),
    });
  });
}

/** The name without the suffix of one part of several. */
function nameWhole(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/-\d{5}-of-\d{5}\.gguf$/, '.gguf');
}

function convert(opened: OpenedModel, rewritten: RewrittenTensors): GgufForm {
  const checkpoint = getCheckpoint(opened);
  const { source, coded } = opened;
  const folder = dirname(source.path);
  const { tensors: stored, ...facts } = describeTextDecoder(checkpoint);
  const readRewritten = createRewrittenReader(rewritten);
  const tokenizer = readGgufTokenizer(source, { ...facts, architecture: findConvertedArchitecture(facts.modelType) });
  const { gguf, places } = convertCheckpoint({
    ...facts,
    stored,
    name: nameModel(source.name),
    read: (tensor, start, length) => {
      const made = readRewritten(tensor);
      if (made !== null) return made.subarray(start, start + length);
      if (coded !== null) return joinPieces(coded.read({ offset: tensor.offset + start, sizeBytes: length }), length);
      return readWholeRange(join(folder, tensor.file), tensor.offset + start, length);
    },
    tokenizer: tokenizer.entries,
  });
  const bytes = getAt(gguf.sources, 0).source;
  return {
    gguf,
    fileName: `${nameModel(source.name)}.gguf`,
    decoder: describeDecoder({ ...checkpoint, layout: findConvertedLayout(facts.modelType) }),
    places,
    notes: tokenizer.notes,
    findFile: () => null,
    *readTensor({ offset, sizeBytes, dims }) {
      const rowBytes = sizeBytes / dims.slice(0, -1).reduce((product, extent) => product * extent, 1);
      const atOnce = Math.max(1, Math.floor(PIECE_BYTES / rowBytes)) * rowBytes;
      for (let done = 0; done < sizeBytes; done += atOnce) yield bytes.read(offset + done, Math.min(atOnce, sizeBytes - done));
    },
  };
}

/** The new bytes of a tensor; null if it is not rewritten. A tensor is read some rows at a time, so that the last one that was made is kept. */
function createRewrittenReader(rewritten: RewrittenTensors): (tensor: StoredTensor) => Uint8Array | null {
  const makers = new Map([...rewritten].map(([tensor, make]) => [tensor.name, make]));
  let held: { readonly name: string; readonly bytes: Uint8Array } | null = null;
  return ({ name, sizeBytes }) => {
    const make = makers.get(name);
    if (make === undefined) return null;
    if (held?.name !== name) held = { name, bytes: joinPieces(make(), sizeBytes) };
    return held.bytes;
  };
}

/** The last part of a model's name, as the name of a file. */
function nameModel(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/[^\w.-]+/g, '-') || 'model';
}

/** The tokenizer of a folder, as its GGUF file states it. */
function readGgufTokenizer(
  source: ModelSource,
  { config: model, decoder, architecture }: Pick<TextDecoderFacts, 'config' | 'decoder'> & { readonly architecture: string },
): GgufTokenizer {
  const { folder, tokenizerPath } = source;
  const tokenizer = tokenizerPath === null ? null : readJson(tokenizerPath);
  const config = readJson(join(folder, 'tokenizer_config.json'));
  const piecesPath = join(folder, 'tokenizer.model');
  const pieces = existsSync(piecesPath) ? withFile(piecesPath, (file) => readSentencePiece(file, basename(piecesPath))) : null;
  const isByteBpe = isObject(tokenizer?.model) && tokenizer.model.type === 'BPE' && tokenizer.model.byte_fallback !== true;
  return listGgufTokenizer({
    tokenizer,
    config,
    pieces,
    model,
    architecture,
    chatTemplate: findTemplate(folder, config),
    vocabularySize: decoder.vocabularySize,
    preTokenizer: pieces === null && isByteBpe ? findPreTokenizer(source) : undefined,
  });
}

function findPreTokenizer(source: ModelSource): string | undefined {
  const ids = loadTokenizer(source).encode(PRE_TOKENIZER_TEXT);
  return findPreTokenizerName(
    createHash('sha256')
      .update(`[${ids.join(', ')}]`)
      .digest('hex'),
  );
}

/** The chat template where the converter looks for it. Of several, the one called default. */
function findTemplate(folder: string, { chat_template: stated }: Readonly<Record<string, unknown>>): string | null {
  const path = join(folder, 'chat_template.jinja');
  const beside = existsSync(path) ? readFileSync(path, 'utf8') : readJson(join(folder, 'chat_template.json')).chat_template;
  const template = stated ?? beside;
  if (typeof template === 'string') return template;
  const named: readonly unknown[] = Array.isArray(template) ? template : [];
  const found = named.find((one) => isObject(one) && one.name === 'default');
  return isObject(found) && typeof found.template === 'string' ? found.template : null;
}
