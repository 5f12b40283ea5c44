import * as core from '@actions/core';
import { type ActionState, STATE } from './state';

/** Keeps the state of main where post finds it, whatever happens to main. */
export class StateKeeper {
  readonly #save: (state: ActionState) => void;
  #state: ActionState = { phase: 'running', folders: [] };

  /** @param save - the runner reads all that was saved, and the last counts */
  constructor(save: (state: ActionState) => void = state => core.saveState(STATE, state)) {
    this.#save = save;
    this.#save(this.#state);
  }

  /** Remembers a folder that has to go. */
  owns(folder: string): void {
    this.#set({ ...this.#state, folders: [...this.#state.folders, folder] });
  }

  /** Nothing is left to be done by post. */
  ended(phase: Exclude<ActionState['phase'], 'running'>): void {
    this.#set({ phase, folders: [] });
  }

  #set(state: ActionState): void {
    this.#state = state;
    this.#save(state);
  }
}
