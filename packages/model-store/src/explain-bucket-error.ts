import { AppError } from '@lamina/errors';
import type { BucketSettings } from './bucket-settings.ts';

/** The used fields of the client's error. */
interface BucketError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const CREDENTIALS = 'LAMINA_BUCKET_ACCESS_KEY_ID and LAMINA_BUCKET_SECRET_ACCESS_KEY';
const ADDRESS = 'LAMINA_BUCKET_REGION and LAMINA_BUCKET_ENDPOINT';
/** Answers that mean that a variable is wrong: a later attempt would get them again. */
const MISCONFIGURED: Readonly<Record<number, string>> = {
  301: `check ${ADDRESS}`,
  400: `check ${ADDRESS}`,
  401: `check ${CREDENTIALS}`,
  403: `check ${CREDENTIALS}, and that they may list the bucket, and read and write its objects`,
  404: 'create it, or correct LAMINA_BUCKET',
};

/** The HTTP status of an answer that is an error; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as BucketError).$metadata?.httpStatusCode;
}

/**
 * The error of a request to a bucket, in words that name the bucket and its server. The client's own error is left out: its message may repeat what was
 * sent, and a worker would take a refused connection in the causes for a lost database, which costs the job no attempt.
 */
export function explainBucketError(error: unknown, { bucket, endpoint, region }: BucketSettings): unknown {
  if (error instanceof AppError) return error;
  const { name = 'Error', code } = error as BucketError;
  const status = statusOf(error);
  const place = `the bucket ${bucket} at ${endpoint ?? `AWS (${region})`}`;
  if (name === 'CredentialsProviderError')
    return new AppError('CONFIG_INVALID', `there are no credentials for ${place}: set ${CREDENTIALS}`);
  // The answer to a HEAD has no content, so it gives no reason.
  const reason = name === 'Unknown' ? '' : ` (${name})`;
  const answer = status === undefined ? `does not answer (${code ?? name})` : `answers ${status}${reason}`;
  const advice = status === undefined ? undefined : MISCONFIGURED[status];
  if (advice !== undefined) return new AppError('CONFIG_INVALID', `${place} ${answer}: ${advice}`);
  return new AppError('STORE_UNREACHABLE', `${place} ${answer}; check LAMINA_BUCKET_ENDPOINT and the network`);
}
