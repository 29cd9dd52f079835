import { z } from 'zod';
import type { BucketSettings } from './bucket-settings.ts';

/** An address without a user and a password: messages name it. */
const ENDPOINT = z
  .string()
  .regex(
    /^https?:\/\/[^/@?#\s]+\/?$/,
    'must be an http:// or https:// address without user, path and query, such as http://localhost:9000',
  );

/** Variables of the bucket of the model store, for the schema of an environment. No bucket is null. */
export const BUCKET_VARIABLES = z
  .object({
    LAMINA_BUCKET: z.string().optional(),
    LAMINA_BUCKET_ENDPOINT: ENDPOINT.optional(),
    LAMINA_BUCKET_REGION: z.string().default('us-east-1'),
    LAMINA_BUCKET_PREFIX: z.string().default(''),
    LAMINA_BUCKET_PATH_STYLE: z.stringbool({ error: 'must be true or false' }).optional(),
    LAMINA_BUCKET_ACCESS_KEY_ID: z.string().optional(),
    LAMINA_BUCKET_SECRET_ACCESS_KEY: z.string().optional(),
  })
  .refine((given) => (given.LAMINA_BUCKET_ACCESS_KEY_ID === undefined) === (given.LAMINA_BUCKET_SECRET_ACCESS_KEY === undefined), {
    path: ['LAMINA_BUCKET_SECRET_ACCESS_KEY'],
    error: 'must be set together with LAMINA_BUCKET_ACCESS_KEY_ID',
  })
  .refine((given) => given.LAMINA_BUCKET !== undefined || given.LAMINA_BUCKET_ENDPOINT === undefined, {
    path: ['LAMINA_BUCKET'],
    error: 'must be set, because LAMINA_BUCKET_ENDPOINT is',
  })
  .transform((given): { readonly bucket: BucketSettings | null } => ({ bucket: toSettings(given) }));

type Given = Readonly<{
  LAMINA_BUCKET?: string | undefined;
  LAMINA_BUCKET_ENDPOINT?: string | undefined;
  LAMINA_BUCKET_REGION: string;
  LAMINA_BUCKET_PREFIX: string;
  LAMINA_BUCKET_PATH_STYLE?: boolean | undefined;
  LAMINA_BUCKET_ACCESS_KEY_ID?: string | undefined;
  LAMINA_BUCKET_SECRET_ACCESS_KEY?: string | undefined;
}>;

function toSettings(given: Given): BucketSettings | null {
  const { LAMINA_BUCKET: bucket, LAMINA_BUCKET_ENDPOINT: endpoint = null, LAMINA_BUCKET_PATH_STYLE: pathStyle } = given;
  const { LAMINA_BUCKET_ACCESS_KEY_ID: accessKeyId, LAMINA_BUCKET_SECRET_ACCESS_KEY: secretAccessKey } = given;
  if (bucket === undefined) return null;
  return {
    bucket,
    endpoint,
    region: given.LAMINA_BUCKET_REGION,
    prefix: given.LAMINA_BUCKET_PREFIX,
    // Servers of one's own seldom have a host name for each bucket.
    pathStyle: pathStyle ?? endpoint !== null,
    credentials: accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey },
  };
}
