import { AppError } from '@lamina/errors';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';

/** Results and rows are only a few levels deep; a deeper document is not a valid file. */
const MAX_DEPTH = 64;
const STRING_BUFFER_BYTES = 64 * 1024;

/** A value inside a document: its name in an object, or its index in an array. */
export interface JsonValue {
  readonly key: string | number | undefined;
  readonly value: unknown;
}

/**
 * Yields the values of a JSON document at `paths` ("$.name", "$.*") while it arrives in chunks; all other values are dropped as soon as they end.
 * @throws AppError BAD_USER_INPUT if it is not JSON, ends early or is nested too deeply.
 */
export async function* readJsonValues(chunks: AsyncIterable<Uint8Array>, paths: readonly string[]): AsyncGenerator<JsonValue> {
  const found: JsonValue[] = [];
  const { write, end } = createParser(paths, (value) => found.push(value));
  for await (const chunk of chunks) {
    refuseBroken(() => write(chunk));
    yield* found.splice(0);
  }
  refuseBroken(end);
  yield* found.splice(0);
}

function createParser(paths: readonly string[], onValue: (value: JsonValue) => void) {
  const tokenizer = new Tokenizer({ stringBufferSize: STRING_BUFFER_BYTES });
  const parser = new TokenParser({ paths: [...paths], keepStack: false });
  let depth = 0;
  parser.onValue = ({ key, value }) => onValue({ key, value });
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth += 1;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) throw new AppError('BAD_USER_INPUT', `The file is nested more than ${MAX_DEPTH} levels deep.`);
    parser.write(token);
  };
  return {
    write: (chunk: Uint8Array): void => tokenizer.write(chunk),
    end: (): void => {
      tokenizer.end();
      if (!parser.isEnded) throw new Error('The document ends before its outermost value does.');
    },
  };
}

function refuseBroken(parse: () => void): void {
  try {
    parse();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('BAD_USER_INPUT', 'The file is not valid JSON, or it is incomplete.', { cause });
  }
}
