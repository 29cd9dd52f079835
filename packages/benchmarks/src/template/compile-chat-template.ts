import { Template } from '@huggingface/jinja';
import { AppError, messageOf } from '@lamina/errors';

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** Formats a conversation as the text that a chat model reads. */
export type RenderChat = (messages: readonly ChatMessage[], options: { readonly addGenerationPrompt: boolean }) => string;

/**
 * A model's chat template, rendered as in transformers 4.57.6 (`apply_chat_template`, tokenize=False). If a template refuses a conversation with a
 * system turn, it is rendered again without that turn, as in lm-evaluation-harness 0.4.13 (lm_eval/models/huggingface.py, apply_chat_template).
 *
 * @param specialTokens texts by their names in templates, such as bos_token
 * @throws AppError FILE_UNREADABLE for text that is not a template; the renderer throws BAD_USER_INPUT with the template's message for a conversation
 * that it refuses.
 */
export function compileChatTemplate(text: string, specialTokens: Readonly<Record<string, string>>): RenderChat {
  const template = parse(text);
  const render = (messages: readonly ChatMessage[], addGenerationPrompt: boolean): string =>
    template.render({ ...specialTokens, messages, add_generation_prompt: addGenerationPrompt });
  return (messages, { addGenerationPrompt }) => {
    try {
      return render(messages, addGenerationPrompt);
    } catch (refusal) {
      const others = messages.filter(({ role }) => role !== 'system');
      if (others.length === messages.length) throw explain(refusal);
      return renderOrExplain(() => render(others, addGenerationPrompt));
    }
  };
}

function parse(text: string): Template {
  try {
    return new Template(text);
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `the chat template is not valid Jinja: ${messageOf(cause)}`, { cause });
  }
}

function renderOrExplain(render: () => string): string {
  try {
    return render();
  } catch (refusal) {
    throw explain(refusal);
  }
}

function explain(cause: unknown): AppError {
  return new AppError('BAD_USER_INPUT', `the chat template refuses the conversation: ${messageOf(cause)}`, { cause });
}
