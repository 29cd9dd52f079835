import type { ChatMessage } from '@lamina/benchmarks';
import { findModelSource, loadChatTemplate } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { modelRoots } from '../env.ts';
import { parseJson, readInputFile } from './read-input-file.ts';

/**
 * Conversations in the form that the model reads. Each line of a JSONL file is a list of messages, or an object with `messages`. No generation prompt
 * follows the last turn.
 * @throws AppError BAD_USER_INPUT naming file and line; as loadChatTemplate does.
 */
export function readChats(file: string, model: string): readonly string[] {
  const { render } = loadChatTemplate(findModelSource(model, { roots: modelRoots() }));
  const lines = readInputFile(file).split('\n');
  const texts = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [render(parseMessages(line, `line ${index + 1} of ${file}`), { addGenerationPrompt: false })],
  );
  if (texts.length > 0) return texts;
  throw new AppError('BAD_USER_INPUT', `${file} holds no conversation; write one JSON list of { "role", "content" } per line`);
}

function parseMessages(line: string, place: string): readonly ChatMessage[] {
  const value = parseJson(line, place);
  const messages: unknown = Array.isArray(value) ? value : findMessages(value);
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)) return messages;
  throw new AppError(
    'BAD_USER_INPUT',
    `${place} is not a conversation; expected [{ "role": "user", "content": "…" }, …] or { "messages": […] }`,
  );
}

function findMessages(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'messages' in value ? value.messages : undefined;
}

function isMessage(value: unknown): value is ChatMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'role' in value &&
    'content' in value &&
    typeof value.role === 'string' &&
    typeof value.content === 'string'
  );
}
