import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Run as a child: serve-postgraphile.ts <folder of postgraphile> <database url>. It sends its address to its parent and ends when the parent ends.
const [folder = '', databaseUrl = ''] = process.argv.slice(2);
process.env.GRAPHILE_ENV = 'production';
const require = createRequire(join(folder, 'package.json'));
const load = (name: string) => import(pathToFileURL(require.resolve(name)).href);

const { postgraphile } = await load('postgraphile');
const { PostGraphileAmberPreset } = await load('postgraphile/presets/amber');
const { makePgService } = await load('postgraphile/adaptors/pg');
const { grafserv } = await load('postgraphile/grafserv/node');

const server = createServer();
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: databaseUrl, schemas: ['public'], poolConfig: { max: 10 } })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}/graphql`);
});
process.on('disconnect', () => process.exit(0));
