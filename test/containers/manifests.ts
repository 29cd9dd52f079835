import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Podman } from './podman.ts';

export interface Container {
  readonly name: string;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number };
}

/** Tests and checks read these parts of a document of docker/kubernetes. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    /** The label `app` of a Service's pods. */
    readonly selector?: { readonly app?: string };
    readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
    readonly template?: {
      readonly metadata?: { readonly labels?: { readonly app?: string } };
      readonly spec: { readonly containers: readonly Container[]; readonly terminationGracePeriodSeconds?: number };
    };
    /** The target of a ScaledObject. */
    readonly triggers?: readonly { readonly metadata: { readonly query: string } }[];
  };
}

export interface PlayOptions {
  readonly network: string;
  /** Podman ignores them: their names become names of the pods that they select. */
  readonly services?: readonly Manifest[];
  /** A port of this machine, and the port of the pod that it leads to. */
  readonly ports?: readonly [number, number] | undefined;
}

export function readManifests(...files: readonly string[]): readonly Manifest[] {
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join('docker/kubernetes', file), 'utf8')).map((document) => document.toJS() as Manifest),
  );
}

/** Starts the pod of one document. */
export async function playManifest(podman: Podman, manifest: Manifest, { network, services = [], ports }: PlayOptions): Promise<void> {
  const label = manifest.spec.template?.metadata?.labels?.app;
  const aliases = services
    .filter(({ spec }) => label !== undefined && spec.selector?.app === label)
    .map(({ metadata }) => `alias=${metadata.name}`);
  const names = aliases.length === 0 ? network : `${network}:${aliases.join(',')}`;
  const publish = ports === undefined ? [] : ['--publish', `127.0.0.1:${ports[0]}:${ports[1]}`];
  await podman.run(['kube', 'play', '--network', names, ...publish, '-'], { input: stringify(manifest) });
}

/** The name that Podman gives to a container of a pod. */
export function nameContainer(deployment: string, container: string): string {
  return `${deployment}-pod-${container}`;
}
