import { AppError } from '@lamina/errors';
import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';

/** Descriptions of models are only a few levels deep; a deeper document is not a valid file. */
const MAX_DEPTH = 64;
const STRING_BUFFER_BYTES = 64 * 1024;
/** No value of a document is kept: no member has this name. */
const NO_VALUES = ['$.\0'];

/**
 * Checks that a document is JSON while it is read, so that a large one takes no memory.
 * @throws AppError BAD_USER_INPUT if it is not JSON, ends early or is nested too deeply.
 */
export async function checkJson(chunks: AsyncIterable<Uint8Array>): Promise<void> {
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
