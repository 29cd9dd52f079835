import { AppError, type AppErrorCode } from '@lamina/errors';

interface Reply {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[] | undefined;
}

/** The data of a GraphQL reply. @throws AppError with the code and message of its first error */
export function readReply({ data, errors = [] }: Reply): unknown {
  const [error] = errors;
  if (error === undefined) return data;
  const code = typeof error.extensions?.code === 'string' ? error.extensions.code : 'INTERNAL_SERVER_ERROR';
  // The API's codes are those of AppError.
  throw new AppError(code as AppErrorCode, error.message);
}
