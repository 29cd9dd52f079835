import { AppError } from '@lamina/errors';
import { type ByteSource, WIRE, WireReader } from '@lamina/onnx';
import { PIECE, type Piece, type SentencePieceVocabulary } from './sentencepiece-tokenizer.ts';

/** Limits of the reader for tokenizer.model. The largest known vocabularies have 262,144 pieces. */
export const SENTENCEPIECE_LIMITS = { maxFileBytes: 256 * 1024 * 1024, maxPieces: 4_194_304 } as const;

/** A parsed tokenizer.model, with ids of special pieces. */
export interface SentencePieceModel extends Omit<SentencePieceVocabulary, 'begin' | 'end' | 'added'> {
  /** −1 if there is none. */
  readonly bosId: number;
  readonly eosId: number;
}

/**
 * Parses tokenizer.model (sentencepiece_model.proto of SentencePiece 0.2).
 * @param file name for messages
 * @throws AppError MODEL_MALFORMED if the bytes are not such a model; MODEL_UNSUPPORTED for word and char models.
 */
export function readSentencePiece(source: ByteSource, file: string): SentencePieceModel {
  if (source.sizeBytes > SENTENCEPIECE_LIMITS.maxFileBytes)
    refuse(file, `it has ${source.sizeBytes} bytes (limit ${SENTENCEPIECE_LIMITS.maxFileBytes})`);
  const reader = new WireReader(source, `SentencePiece model (${file})`);
  const pieces: Piece[] = [];
  const trainer: Trainer = { algorithm: 1, bosId: 1, eosId: 2 };
  const normalizer: Normalizer = { charsMap: null, addsDummyPrefix: true, removesExtraSpaces: true };
  reader.fields((field, wire) => {
    if (field === 1 && wire === WIRE.bytes) pieces.push(reader.message(() => readPiece(reader)));
    else if (field === 2 && wire === WIRE.bytes) reader.message(() => readTrainer(reader, trainer));
    else if (field === 3 && wire === WIRE.bytes) reader.message(() => readNormalizer(reader, normalizer));
    else reader.skip(wire);
    if (pieces.length > SENTENCEPIECE_LIMITS.maxPieces) refuse(file, `it has more than ${SENTENCEPIECE_LIMITS.maxPieces} pieces`);
  });
  if (pieces.length === 0) refuse(file, 'it holds no pieces');
  const { algorithm, bosId, eosId } = trainer;
  return { algorithm: nameAlgorithm(algorithm, file), pieces, ...normalizer, bosId, eosId };
}

function refuse(file: string, problem: string): never {
  throw new AppError('MODEL_MALFORMED', `${file} is not a readable SentencePiece model: ${problem}; download it again`, {
    details: { file },
  });
}

function nameAlgorithm(number: number, file: string): 'bpe' | 'unigram' {
  if (number === 1) return 'unigram';
  if (number === 2) return 'bpe';
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${file} is a SentencePiece model of type ${number} (word or char); unigram and BPE are supported`,
  );
}

function readPiece(reader: WireReader): Piece {
  let text = '';
  let score = 0;
  let kind: number = PIECE.normal;
  reader.fields((field, wire) => {
    if (field === 1 && wire === WIRE.bytes) text = reader.string();
    else if (field === 2 && wire === WIRE.fixed32) score = reader.float();
    else if (field === 3 && wire === WIRE.varint) kind = reader.varint();
    else reader.skip(wire);
  });
  return { text, score, kind };
}

interface Trainer {
  algorithm: number;
  bosId: number;
  eosId: number;
}

function readTrainer(reader: WireReader, trainer: Trainer): void {
  reader.fields((field, wire) => {
    if (field === 3 && wire === WIRE.varint) trainer.algorithm = reader.varint();
    else if (field === 41 && wire === WIRE.varint) trainer.bosId = reader.int64();
    else if (field === 42 && wire === WIRE.varint) trainer.eosId = reader.int64();
    else reader.skip(wire);
  });
}

interface Normalizer {
  charsMap: Uint8Array | null;
  addsDummyPrefix: boolean;
  removesExtraSpaces: boolean;
}

function readNormalizer(reader: WireReader, normalizer: Normalizer): void {
  reader.fields((field, wire) => {
    if (field === 2 && wire === WIRE.bytes) normalizer.charsMap = reader.bytes();
    else if (field === 3 && wire === WIRE.varint) normalizer.addsDummyPrefix = reader.varint() !== 0;
    else if (field === 4 && wire === WIRE.varint) normalizer.removesExtraSpaces = reader.varint() !== 0;
    else reader.skip(wire);
  });
}
