import packageJson from '../../package.json' with { type: 'json' };

/** Version of this API, sent with every reply. */
export const API_VERSION: string = packageJson.version;
