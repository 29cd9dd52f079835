import { describe, expect, it } from '@jest/globals';
import { BUCKET_VARIABLES } from './bucket-variables.ts';

const KEYS = { LAMINA_BUCKET_ACCESS_KEY_ID: 'id', LAMINA_BUCKET_SECRET_ACCESS_KEY: 'secret' };

/** The bucket that an environment names; other variables are not looked at. */
const bucketOf = (variables: object) => BUCKET_VARIABLES.parse({ LAMINA_API_PORT: '4000', ...variables }).bucket;
/** The problems of an environment. */
const problemsOf = (variables: object) =>
  BUCKET_VARIABLES.safeParse(variables).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the variables of the bucket', () => {
  it('name no bucket by default, and one of AWS by its name alone', () => {
    expect(bucketOf({})).toBeNull();
    expect(bucketOf({ LAMINA_BUCKET: 'models' })).toEqual({
      bucket: 'models',
      endpoint: null,
      region: 'us-east-1',
      prefix: '',
      pathStyle: false,
      credentials: null,
    });
  });

  it('put the bucket into the path for a server of one’s own, unless they say otherwise', () => {
    const own = { LAMINA_BUCKET: 'models', LAMINA_BUCKET_ENDPOINT: 'http://minio:9000', ...KEYS };
    expect(bucketOf(own)).toMatchObject({
      endpoint: 'http://minio:9000',
      pathStyle: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    expect(bucketOf({ ...own, LAMINA_BUCKET_PATH_STYLE: 'false' })).toMatchObject({ pathStyle: false });
  });

  it.each([
    [{ LAMINA_BUCKET: 'models', LAMINA_BUCKET_PATH_STYLE: 'maybe' }, 'LAMINA_BUCKET_PATH_STYLE: must be true or false'],
    [
      { LAMINA_BUCKET: 'models', LAMINA_BUCKET_ACCESS_KEY_ID: 'id' },
      'LAMINA_BUCKET_SECRET_ACCESS_KEY: must be set together with LAMINA_BUCKET_ACCESS_KEY_ID',
    ],
    [{ LAMINA_BUCKET_ENDPOINT: 'http://minio:9000' }, 'LAMINA_BUCKET: must be set, because LAMINA_BUCKET_ENDPOINT is'],
  ])('refuse %j', (variables, problem) => {
    expect(problemsOf(variables)).toEqual([problem]);
  });

  it.each(['minio:9000', 'http://user:word@minio:9000', 'http://minio:9000/path', 'https://minio/?key=word'])(
    'refuse the endpoint %s: messages would repeat a password',
    (endpoint) => {
      expect(problemsOf({ LAMINA_BUCKET: 'models', LAMINA_BUCKET_ENDPOINT: endpoint })).toEqual([
        'LAMINA_BUCKET_ENDPOINT: must be an http:// or https:// address without user, path and query, such as http://localhost:9000',
      ]);
    },
  );
});
