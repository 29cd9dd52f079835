import { randomBytes } from 'node:crypto';

/** An answer to one document: a line of a recording. */
interface RecordedAnswer {
  /** The evaluations that have this answer, and the value of each. */
  readonly evaluationIds: readonly string[];
  readonly values: readonly (number | null)[];
  readonly documentId: string;
  readonly position: number;
  readonly logLikelihoods: readonly number[] | null;
  readonly gold: number | null;
  readonly metrics: object;
}

/** The columns of the rows that encodeAnswers makes, in their order. */
export const ANSWER_COLUMNS = ['id', 'evaluationId', 'value', 'documentId', 'position', 'logLikelihoods', 'gold', 'metrics'] as const;

/** PostgreSQL's object identifier of the type of a float8[]'s elements. */
const FLOAT8 = 701;
const NULL_LENGTH = -1;
const UUID_BYTES = 16;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const CHUNK_BYTES = 1 << 20;
const RANDOM_UUIDS = 4096;

/**
 * Makes rows of the table of answers from lines of a recording, in PostgreSQL's binary format of COPY, in chunks: a row for each evaluation of an answer.
 * PostgreSQL reads numbers as they are, and what all evaluations share is encoded once: storing takes about half of the processor time that JSON takes.
 *
 * @param isStored whether the evaluation with this id is stored; others have no row
 * @see https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format"
 */
export function* encodeAnswers(lines: Iterable<string>, isStored: (evaluationId: string) => boolean): Generator<Buffer> {
  const [rows, shared] = [new BinaryWriter(), new BinaryWriter()];
  const ids = new UuidSource();
  rows.addBytes(SIGNATURE);
  for (const line of lines) {
    const answer = JSON.parse(line) as RecordedAnswer;
    addShared(shared, answer);
    const tail = shared.take();
    for (const [place, evaluationId] of answer.evaluationIds.entries()) {
      if (!isStored(evaluationId)) continue;
      rows.addInt16(ANSWER_COLUMNS.length);
      rows.addColumn(ids.next());
      rows.addColumn(ids.parse(evaluationId));
      const value = answer.values[place] ?? null;
      if (value === null) rows.addInt32(NULL_LENGTH);
      else rows.addDouble(value);
      rows.addBytes(tail);
    }
    if (rows.length >= CHUNK_BYTES) yield Buffer.from(rows.take());
  }
  rows.addBytes(TRAILER);
  yield Buffer.from(rows.take());
}

/** The columns that all evaluations with an answer share. */
function addShared(writer: BinaryWriter, { documentId, position, logLikelihoods, gold, metrics }: RecordedAnswer): void {
  writer.addColumn(Buffer.from(documentId));
  writer.addInt32(4);
  writer.addInt32(position);
  if (logLikelihoods === null) writer.addInt32(NULL_LENGTH);
  else addDoubles(writer, logLikelihoods);
  writer.addInt32(gold === null ? NULL_LENGTH : 4);
  if (gold !== null) writer.addInt32(gold);
  // A version byte comes before the text of a jsonb.
  writer.addColumn(Buffer.from(`\x01${JSON.stringify(metrics)}`));
}

/** A float8[]: dimensions, whether it has nulls, type of the elements; of its dimension, length and first index; then the elements. */
function addDoubles(writer: BinaryWriter, values: readonly number[]): void {
  const header = values.length === 0 ? [0, 0, FLOAT8] : [1, 0, FLOAT8, values.length, 1];
  writer.addInt32(header.length * 4 + values.length * 12);
  for (const number of header) writer.addInt32(number);
  for (const value of values) writer.addDouble(value);
}

/** Numbers and bytes one after another in one buffer, which grows. Numbers are big-endian; a column starts with its length in bytes. */
class BinaryWriter {
  #buffer = Buffer.allocUnsafe(1 << 16);
  length = 0;

  /** What was written; its bytes are valid until the next one is added. */
  take(): Buffer {
    const bytes = this.#buffer.subarray(0, this.length);
    this.length = 0;
    return bytes;
  }

  addInt16(value: number): void {
    this.#reserve(2);
    this.length = this.#buffer.writeInt16BE(value, this.length);
  }

  addInt32(value: number): void {
    this.#reserve(4);
    this.length = this.#buffer.writeInt32BE(value, this.length);
  }

  /** A float8 with its length. */
  addDouble(value: number): void {
    this.#reserve(12);
    this.length = this.#buffer.writeDoubleBE(value, this.#buffer.writeInt32BE(8, this.length));
  }

  addColumn(bytes: Buffer): void {
    this.addInt32(bytes.length);
    this.addBytes(bytes);
  }

  addBytes(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + bytes));
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }
}

/** UUIDs as bytes. */
class UuidSource {
  readonly #parsed = new Map<string, Buffer>();
  #random = Buffer.alloc(0);
  #used = 0;

  /** A random one (version 4, RFC 9562), as gen_random_uuid() makes them. Random bytes are drawn for many at once. */
  next(): Buffer {
    if (this.#used === this.#random.length) {
      this.#random = randomBytes(RANDOM_UUIDS * UUID_BYTES);
      this.#used = 0;
    }
    const id = this.#random.subarray(this.#used, this.#used + UUID_BYTES);
    this.#used += UUID_BYTES;
    id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x40, 6);
    id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
    return id;
  }

  parse(text: string): Buffer {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const id = Buffer.from(text.replaceAll('-', ''), 'hex');
    this.#parsed.set(text, id);
    return id;
  }
}
