import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError } from '@lamina/errors';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import type { UploadFile } from './model-upload.ts';
import { MODEL_UPLOAD_LIMITS } from './model-upload-limits.ts';

/** Descriptions of models are only a few levels deep; a deeper document is not a valid file. */
const MAX_DEPTH = 64;
const STRING_BUFFER_BYTES = 64 * 1024;
/** No value of a document is kept: no member has this name. */
const NO_VALUES = ['$.\0'];

/**
 * Checks that a document is JSON while it is read, so that a large one takes no memory.
 * @throws AppError BAD_USER_INPUT if it is not JSON, ends early or is nested too deeply.
 */
async function checkJson(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const tokenizer = new Tokenizer({ stringBufferSize: STRING_BUFFER_BYTES });
  const parser = new TokenParser({ paths: NO_VALUES, keepStack: false });
  let depth = 0;
  parser.onValue = () => undefined;
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth += 1;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) throw new AppError('BAD_USER_INPUT', `The file is nested more than ${MAX_DEPTH} levels deep.`);
    parser.write(token);
  };
  try {
    for await (const chunk of chunks) tokenizer.write(chunk);
    tokenizer.end();
  } catch (cause) {
    throw cause instanceof AppError ? cause : broken(cause);
  }
  if (!parser.isEnded) throw broken();
}

function broken(cause?: unknown): AppError {
  return new AppError('BAD_USER_INPUT', 'The file is not valid JSON, or it is incomplete.', { cause });
}

const GGUF_MAGIC = 'GGUF';
/** Bytes before the header of a safetensors file: its length as a little-endian uint64. */
const LENGTH_BYTES = 8;

/**
 * Checks that a file is what its name says: a .json file is JSON, a .gguf file begins with GGUF, a .safetensors file begins with a header of JSON that fits into
 * it. Other files have no mark that could be checked; the worker that opens the model reads them with limits.
 *
 * @param path where its bytes lie
 * @throws AppError BAD_USER_INPUT naming the file and what was found.
 */
export async function checkFileContent(path: string, { name, bytes }: UploadFile): Promise<void> {
  if (name.endsWith('.json')) await checkDocument(path, name);
  else if (name.endsWith('.gguf')) await checkGguf(path, name);
  else if (name.endsWith('.safetensors')) await checkSafetensors(path, name, bytes);
}

async function checkGguf(path: string, name: string): Promise<void> {
  const magic = await readStart(path, GGUF_MAGIC.length);
  if (magic.toString('latin1') !== GGUF_MAGIC) refuse(name, `it begins with the bytes ${magic.toString('hex')}, a GGUF file with 47475546`);
}

async function checkSafetensors(path: string, name: string, bytes: number): Promise<void> {
  const start = await readStart(path, LENGTH_BYTES + 1);
  if (start.length <= LENGTH_BYTES) refuse(name, `it has ${bytes} bytes, less than a safetensors file begins with`);
  const length = start.readBigUInt64LE();
  const limit = Math.min(bytes - LENGTH_BYTES, MODEL_UPLOAD_LIMITS.headerBytes);
  if (length > BigInt(limit)) refuse(name, `its header should have ${length} bytes; at most ${limit} are possible`);
  if (start.toString('latin1', LENGTH_BYTES) !== '{') refuse(name, 'its header is no JSON object');
  await checkDocument(path, name, { start: LENGTH_BYTES, end: LENGTH_BYTES - 1 + Number(length) });
}

/** Checks a document, or the range from `start` to `end` (inclusive). */
async function checkDocument(path: string, name: string, range: { readonly start?: number; readonly end?: number } = {}): Promise<void> {
  try {
    await checkJson(createReadStream(path, range));
  } catch (error) {
    if (error instanceof AppError) refuse(name, `its JSON cannot be read: ${error.message}`, error);
    throw error;
  }
}

async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refuse(name: string, reason: string, cause?: unknown): never {
  const message = `${name} is not what its name says, and was removed: ${reason.replace(/\.$/, '')}. Check the file and upload it again.`;
  throw new AppError('BAD_USER_INPUT', message, { cause });
}
