'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { type ChosenFiles, chooseFiles } from './choose-files.ts';
import { beginUpload, type OpenUpload, readUpload, readUploadOptions, removeUpload, type UploadOptions } from './model-uploads.ts';
import { forgetFiles, sendFile } from './send-file.ts';

/** The state of the form that uploads a model. */
export interface ModelUploadState {
  /** null until the server has answered. */
  readonly options: UploadOptions | null;
  /** Files of this visit; null before a choice. */
  readonly chosen: ChosenFiles<File> | null;
  readonly isSending: boolean;
  /** The upload as the server had it last, once it has begun. */
  readonly upload: OpenUpload | null;
  /** Bytes that were sent, by name of the file. */
  readonly sent: Readonly<Record<string, number>>;
  /** The refusal or failure of the last action. */
  readonly problem: string | null;
}

export interface ModelUploadActions {
  choose(files: readonly File[]): void;
  /** Begins or continues the upload of the chosen files. */
  start(): Promise<void>;
  /** Stops sending; what has arrived stays on the server. */
  pause(): void;
  /** Removes an upload from the server and from this form. */
  remove(id: string): Promise<void>;
  /** Forgets an upload that became a model, and reads the open ones again. */
  finish(id: string): Promise<void>;
}

const NOTHING = { chosen: null, isSending: false, upload: null, sent: {}, problem: null } as const;

/** True if all files of an upload have arrived and were accepted. */
export function isComplete({ files }: OpenUpload): boolean {
  return files.every(({ sha256 }) => sha256 !== null);
}

/** Uploads the files of one model, one after the other. */
export function useModelUpload(): readonly [ModelUploadState, ModelUploadActions] {
  const [state, setState] = useState<ModelUploadState>({ options: null, ...NOTHING });
  const sending = useRef<AbortController | null>(null);
  const change = (changes: Partial<ModelUploadState>): void => setState((before) => ({ ...before, ...changes }));
  /** Runs an action; its failure is shown. */
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      change({ problem: error.message });
    }
  };
  const load = (): Promise<void> => attempt(async () => change({ options: await readUploadOptions() }));
  const reload = async (): Promise<void> => {
    change(NOTHING);
    await load();
  };
  const onShown = useEffectEvent(load);
  useEffect(() => {
    void onShown();
    return () => sending.current?.abort();
  }, []);

  const { options, chosen } = state;
  const send = async (signal: AbortSignal): Promise<void> => {
    if (chosen === null) return;
    const announced = chosen.files.map(({ name, size }) => ({ name, bytes: size }));
    const upload = state.upload ?? chosen.upload ?? (await beginUpload(announced));
    change({ upload });
    for (const file of chosen.files) {
      const onProgress = (bytes: number): void => setState((before) => ({ ...before, sent: { ...before.sent, [file.name]: bytes } }));
      await sendFile(file, { id: upload.id, signal, onProgress });
      change({ upload: await readUpload(upload.id) });
    }
  };
  const actions: ModelUploadActions = {
    choose(files) {
      if (options !== null) change({ ...NOTHING, chosen: files.length === 0 ? null : chooseFiles(files, options) });
    },
    async start() {
      const controller = new AbortController();
      sending.current = controller;
      change({ isSending: true, problem: null });
      await attempt(() => send(controller.signal)).catch((error: unknown) => {
        if (!controller.signal.aborted) throw error;
      });
      change({ isSending: false });
    },
    pause() {
      sending.current?.abort();
    },
    async remove(id) {
      sending.current?.abort();
      await attempt(async () => {
        await removeUpload(id);
        await forgetFiles(id);
        await reload();
      });
    },
    async finish(id) {
      await forgetFiles(id);
      await reload();
    },
  };
  return [state, actions];
}
