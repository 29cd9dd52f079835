import type { ChatMessage, RenderChat } from '../template/compile-chat-template.ts';

/** How a task's turns are formatted for a chat model. */
export interface ChatFormat {
  readonly render: RenderChat;
  /** If true, examples are separate turns (the harness' default); otherwise all examples are in the user's turn. */
  readonly isMultiturn: boolean;
}

/** One turn of a prompt, and the delimiter after it in plain text. */
export interface Turn extends ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly delimiter: string;
}

/**
 * The text of a prompt: turns joined with their delimiters, or a conversation that ends before the assistant's turn.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/task.py, fewshot_context; lm_eval/api/utils.py, multiturn_to_singleturn.
 */
export function renderPrompt(turns: readonly Turn[], chat: ChatFormat | undefined): string {
  if (chat === undefined) return turns.map(({ content, delimiter }) => content + delimiter).join('');
  const messages = chat.isMultiturn ? turns : joinTurns(turns);
  return chat.render(
    messages.map(({ role, content }) => ({ role, content })),
    { addGenerationPrompt: true },
  );
}

/** Joins all turns except the system turn into one user turn; nothing follows the last. */
function joinTurns(turns: readonly Turn[]): readonly Turn[] {
  const system = turns.filter(({ role }) => role === 'system');
  const others = turns.slice(system.length);
  const text = others.map(({ content, delimiter }, place) => content + (place === others.length - 1 ? '' : delimiter)).join('');
  return [...system, { role: 'user', content: text, delimiter: '' }];
}

/** Joins two texts; adds a delimiter if neither has white space at the joint (maybe_delimit of lm_eval/api/utils.py). */
export function joinDelimited(before: string, after: string, delimiter: string): string {
  const touchesSpace = /\s$/.test(before) || /^\s/.test(after);
  return before === '' || after === '' || touchesSpace ? before + after : before + delimiter + after;
}
