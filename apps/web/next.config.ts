import type { NextConfig } from 'next';

// Lamina sends nothing anywhere on its own, and neither may the framework under it.
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` is where types are checked; the build on somebody's first start does not repeat it.
  typescript: { ignoreBuildErrors: true },
  // The workspace root holds the lockfile; naming it keeps Next.js from guessing another one further up.
  turbopack: { root: new URL('../..', import.meta.url).pathname },
};

export default config;
