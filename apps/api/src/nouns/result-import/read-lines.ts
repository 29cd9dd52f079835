import { AppError } from '@lamina/errors';

/** Characters of one line: a document with its answers. Only as much of a file is held at once. */
export const MAX_LINE_LENGTH = 1024 * 1024;

/** The lines of a text that arrives in pieces, each with its end. @throws AppError BAD_USER_INPUT for a line of more than MAX_LINE_LENGTH. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const chunk of chunks) {
    // Only what is new is looked through, however small the pieces are.
    for (const piece of decoder.decode(chunk, { stream: true }).split(/(?<=\n)/)) {
      line += piece;
      if (line.length > MAX_LINE_LENGTH) throw new AppError('BAD_USER_INPUT', `A line is longer than ${MAX_LINE_LENGTH} characters.`);
      if (!piece.endsWith('\n')) continue;
      yield line;
      line = '';
    }
  }
  line += decoder.decode();
  if (line !== '') yield line;
}
