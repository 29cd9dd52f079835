import { AppError, type AppErrorCode } from './app-error.ts';

/** The message of an error, without its stack. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Parses JSON. @param place names the text in the refusal. @throws AppError with `code` */
export function parseJsonOrRefuse(code: AppErrorCode, text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(code, `${place} is not valid JSON: ${messageOf(cause)}`, { cause });
  }
}
