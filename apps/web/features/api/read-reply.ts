import { ApiError } from './api-error.ts';

/** A GraphQL reply as received. */
export interface Reply<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>> & { readonly code?: string };
  }[];
}

/** The data of a reply. @throws ApiError with the API's code and details if the API refused the request. */
export function readReply<Result>({ data, errors }: Reply<Result>): Result {
  const problem = errors?.[0];
  if (problem) {
    const { code, ...details } = problem.extensions ?? {};
    throw new ApiError('refused', problem.message, { details, ...(code && { code }) });
  }
  if (!data) throw new ApiError('refused', 'The API answered without data.');
  return data;
}
