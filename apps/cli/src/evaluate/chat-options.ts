import type { ChatFormat } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { option } from '@lamina/jobs';
import { findModelSource, loadChatTemplate } from '@lamina/models';
import { z } from 'zod';
import { modelRoots } from '../env.ts';

/** How questions are formatted as conversations; same names as in lm-evaluation-harness. */
export const CHAT_OPTIONS = {
  applyChatTemplate: option(
    z.string().optional(),
    'Chat template',
    "Format questions as conversations with the named chat template of the model; 'default' or nothing: its usual template.",
    'name',
  ),
  systemInstruction: option(
    z.string().optional(),
    'System instruction',
    'Text before each question; the system message of a conversation.',
    'text',
  ),
  fewshotAsMultiturn: option(
    z.boolean().optional(),
    'Examples as turns',
    'Solved examples as separate turns. Default: true if a chat template is applied.',
  ),
};

export type ChatChoice = z.output<z.ZodObject<typeof CHAT_OPTIONS>>;

/** The chat settings, for the results file. */
export interface ChatFacts {
  readonly chatTemplate: string | null;
  readonly systemInstruction: string | null;
  readonly isMultiturn: boolean | null;
}

/** Settings with which tasks are rendered. */
export interface ChatRendering {
  readonly chat: ChatFormat | undefined;
  readonly systemInstruction: string | undefined;
}

/**
 * The chat format that the options select.
 * @throws AppError BAD_USER_INPUT for turns without a chat template; as loadChatTemplate does.
 */
export function readChat(
  model: string,
  { applyChatTemplate, systemInstruction, fewshotAsMultiturn }: ChatChoice,
): { readonly choice: ChatRendering; readonly facts: ChatFacts } {
  const instruction = systemInstruction ?? null;
  if (applyChatTemplate === undefined) {
    if (fewshotAsMultiturn)
      throw new AppError('BAD_USER_INPUT', 'fewshot-as-multiturn requires a conversation; add --set apply-chat-template=default');
    return {
      choice: { chat: undefined, systemInstruction },
      facts: { chatTemplate: null, systemInstruction: instruction, isMultiturn: null },
    };
  }
  const name = ['', 'default'].includes(applyChatTemplate) ? null : applyChatTemplate;
  const { text, render } = loadChatTemplate(findModelSource(model, { roots: modelRoots() }), name);
  const isMultiturn = fewshotAsMultiturn ?? true;
  return {
    choice: { chat: { render, isMultiturn }, systemInstruction },
    facts: { chatTemplate: text, systemInstruction: instruction, isMultiturn },
  };
}
