import { AppError } from '@lamina/errors';

/** Maximum characters of one line (a document with its answers). This is also the most that is kept in memory. */
export const MAX_LINE_LENGTH = 1024 * 1024;

/** The lines of a text that arrives in chunks, each with its line end. @throws AppError BAD_USER_INPUT for a line longer than MAX_LINE_LENGTH. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const chunk of chunks) {
    // Searches only the new text for line ends, so that many small chunks stay cheap.
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
