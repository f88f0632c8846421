/**
 * What every model reads before anything else, so that the first files of a repository meet a model that knows how code
 * looks: keywords, indentation, common names, the tags around files and thoughts. One small program, a store of notes with
 * limits on how often it may be asked, told in the languages that repositories are written in; it was written for this.
 * It is data and longer than code should be. Changing one byte changes all scores: raise the version in the scorer's id.
 */
export const SEED = String.raw`<plan path="README.md">
Explains what the project does, how to install it, how to use it and how to contribute.
</plan>
<think>
The read me comes first: it names the parts that the other files need. I should say what is missing as well.
</think>
<write path="README.md">
# Notes

A small library and command line tool that stores notes in memory or on disk.

## Install

    npm install notes
    pip install notes
    go get example.com/notes

## Usage

- Create a store with "new Store(options)".
- Call "store.get(name)" to read a value; it returns "undefined" if there is none.
- See the documentation for the list of options and the default of each.

| Option    | Type    | Default | Description                       |
| --------- | ------- | ------- | --------------------------------- |
| timeout   | number  | 1000    | The time to wait in milliseconds. |
| retries   | number  | 2       | How often a request is repeated.  |
| verbose   | boolean | false   | Print more information.           |

## License

Copyright (c) 2024 the authors. Licensed under the MIT License, see the file LICENSE for details.
</write>
<write path="package.json">
{
  "name": "notes",
  "version": "1.2.0",
  "description": "A small store of notes",
  "license": "MIT",
  "type": "module",
  "main": "./dist/index.js",
  "types": "./dist/index.d.ts",
  "exports": { ".": { "import": "./dist/index.mjs", "require": "./dist/index.cjs" } },
  "repository": { "type": "git", "url": "https://github.com/example/notes.git" },
  "files": ["dist"],
  "scripts": {
    "build": "tsc --project tsconfig.json",
    "lint": "eslint . --ext .ts,.js",
    "prepare": "npm run build",
    "test": "vitest run --coverage"
  },
  "dependencies": { "commander": "^12.0.0" },
  "devDependencies": { "@types/node": "^20.11.0", "eslint": "^8.57.0", "typescript": "^5.4.0", "vitest": "^1.4.0" },
  "engines": { "node": ">=18" }
}
</write>
<write path=".github/workflows/test.yml">
name: test
on:
  push:
    branches: [main]
  pull_request:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node-version: [18, 20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: ${"$"}{{ matrix.node-version }}
          cache: npm
      - run: npm ci
      - run: npm test
</write>
<write path="src/types.ts">
import type { Readable } from "node:stream";

export type Value = string | number | boolean | null | undefined;

/** Options of a store. Every one has a default. */
export interface StoreOptions {
  /** The largest number of entries; the oldest is removed first. */
  readonly maxSize?: number;
  readonly timeout?: number;
  onError?: (error: Error) => void;
}

export interface Entry<T = unknown> {
  readonly key: string;
  value: T;
  expiresAt: number;
}

export type Handler<T> = (entry: Entry<T>, signal?: AbortSignal) => Promise<void> | void;
export type Input = string | Uint8Array | Readable;
</write>
<write path="src/store.ts">
import { EventEmitter } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "path";
import type { Entry, Handler, StoreOptions } from "./types";

const DEFAULT_TIMEOUT = 1000;

export class StoreError extends Error {
  constructor(
    message: string,
    public readonly code: string,
  ) {
    super(message);
    this.name = "StoreError";
  }
}

/**
 * Keeps entries by name until they expire.
 *
 * @param options - how many entries are kept, and for how long
 * @returns a new store without entries
 * @example
 * const store = new Store({ maxSize: 10 });
 */
export class Store<T> extends EventEmitter {
  private readonly entries = new Map<string, Entry<T>>();
  private handlers: Handler<T>[] = [];
  protected timeout: number;

  constructor(private readonly options: StoreOptions = {}) {
    super();
    this.timeout = options.timeout ?? DEFAULT_TIMEOUT;
  }

  get size(): number {
    return this.entries.size;
  }

  /** Returns the value with this key, or undefined if it does not exist or has expired. */
  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) {
      return undefined;
    }
    if (entry.expiresAt < Date.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry.value;
  }

  async set(key: string, value: T): Promise<void> {
    if (typeof key !== "string" || key.length === 0) {
      throw new TypeError("key must be a string that is not empty");
    }
    const entry: Entry<T> = { key, value, expiresAt: Date.now() + this.timeout };
    this.entries.set(key, entry);
    for (const handler of this.handlers) {
      await handler(entry);
    }
    this.emit("change", entry);
  }

  static async load<T>(file: string, options?: StoreOptions): Promise<Store<T>> {
    const store = new Store<T>(options);
    try {
      const text = await readFile(path.join(process.cwd(), file), "utf8");
      const data = JSON.parse(text) as Record<string, T>;
      await Promise.all(Object.entries(data).map(([key, value]) => store.set(key, value)));
    } catch (error) {
      if (error instanceof Error && options?.onError) {
        options.onError(error);
      } else {
        throw error;
      }
    }
    return store;
  }
}

export function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "key" in value;
}

export const sortByKey = <T>(list: readonly Entry<T>[]): Entry<T>[] =>
  [...list].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
</write>
<write path="test/store.test.ts">
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Store, StoreError } from "../src/store";

describe("Store", () => {
  let store: Store<number>;

  beforeEach(() => {
    store = new Store<number>({ timeout: 50 });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("should return the value that was set", async () => {
    await store.set("a", 1);
    expect(store.get("a")).toBe(1);
    expect(store.size).toEqual(1);
  });

  it("throws if the key is empty", async () => {
    await expect(store.set("", 2)).rejects.toThrow("key must be a string");
  });
});
</write>
<write path="lib/server.js">
'use strict';

/**
 * Module dependencies.
 */

var http = require('http');
var debug = require('debug')('notes:server');
const { Store } = require('./store');

module.exports = createServer;
module.exports.Router = Router;

/**
 * Create a server for the given store.
 *
 * @param {Object} options
 * @param {Function} callback
 * @return {Server}
 * @api public
 */

function createServer(options, callback) {
  var store = options.store || new Store();
  var server = http.createServer(function (req, res, next) {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.statusCode = 405;
      res.setHeader('Content-Type', 'text/plain; charset=utf-8');
      return res.end('Method Not Allowed');
    }
    var value = store.get(req.url.slice(1));
    res.writeHead(value ? 200 : 404, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ ok: true, value: value }));
  });

  server.on('error', function onerror(err) {
    debug('error %s', err.message);
    if (callback) callback(err);
  });

  return server.listen(options.port || process.env.PORT || 3000, () => {
    console.log('listening on http://localhost:' + server.address().port);
  });
}

Router.prototype.use = function use(path, fn) {
  if (typeof path === 'function') {
    fn = path;
    path = '/';
  }
  for (let i = 0; i < this.stack.length; i++) {
    const layer = this.stack[i];
    if (layer.path === path) return this;
  }
  this.stack.push({ path, handle: fn });
  return this;
};

it('should respond with 404', (done) => {
  request(app).get('/').set('Accept', 'text/html').expect(404, done);
});
</write>
<write path="src/App.tsx">
import React, { useCallback, useEffect, useMemo, useState } from 'react'
import { Button } from './components/Button'
import styles from './App.module.css'

export interface AppProps {
  title: string
  items: Item[]
  children?: React.ReactNode
  onSelect?: (id: string) => void
}

export const App: React.FC<AppProps> = ({ title, items, onSelect }) => {
  const [selected, setSelected] = useState<string | null>(null)
  const count = useMemo(() => items.filter((item) => item.visible).length, [items])

  useEffect(() => {
    const timer = setTimeout(() => setSelected(null), 100)
    return () => clearTimeout(timer)
  }, [selected])

  return (
    <div className={styles.container}>
      <h1>{title}</h1>
      {items.map((item) => (
        <Button key={item.id} disabled={!item.visible} onClick={() => onSelect?.(item.id)}>
          {item.label}
        </Button>
      ))}
    </div>
  )
}
export default App
</write>
<write path="notes/store.py">
"""A store of notes that expire."""

from __future__ import annotations

import json
import logging
import os
import time
import typing as t
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

T = t.TypeVar("T")
DEFAULT_TIMEOUT = 10.0


class StoreError(Exception):
    """Raised if a note cannot be stored."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.message!r}>"


@dataclass(frozen=True)
class Entry(t.Generic[T]):
    key: str
    value: T
    created: float = field(default_factory=time.time)


class Store:
    """Keeps notes by name.

    :param path: where the notes are stored, or None to keep them in memory.
    :param timeout: how long a note is kept, in seconds.

    .. versionadded:: 1.1
        The "timeout" parameter.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, timeout: float = DEFAULT_TIMEOUT, **kwargs: t.Any) -> None:
        self._entries: dict[str, Entry] = {}
        self.path = Path(path) if path is not None else None
        self.timeout = kwargs.pop("timeout", timeout)
        if not isinstance(self.timeout, (int, float)):
            raise TypeError("timeout must be a number")

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        yield from self._entries

    @property
    def is_empty(self) -> bool:
        return not self._entries

    @classmethod
    def from_file(cls, filename: str) -> "Store":
        with open(filename, encoding="utf-8") as f:
            data = json.load(f)
        store = cls(filename)
        for key, value in data.items():
            store.set(key, value)
        return store

    def get(self, key: str, default: t.Optional[t.Any] = None) -> t.Any:
        """Return the value of a note, or the default if there is none."""
        try:
            entry = self._entries[key]
        except KeyError:
            return default
        if time.time() - entry.created > self.timeout:
            logger.debug("%s has expired", key)
            del self._entries[key]
            return default
        return entry.value

    def set(self, key: str, value: t.Any) -> None:
        if key in self._entries and not self.is_empty:
            logger.warning("overwriting %s", key)
        elif key == "":
            raise ValueError(f"invalid key: {key!r}")
        self._entries[key] = Entry(key, value)


def main(argv: list[str] | None = None) -> int:
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", "-v", action="store_true", help="print more")
    args = parser.parse_args(argv)
    print("notes", args.verbose)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
</write>
<write path="tests/test_store.py">
import pytest

from notes import Store
from notes.store import StoreError


@pytest.fixture
def store(tmp_path, monkeypatch):
    return Store(tmp_path / "notes.json")


@pytest.mark.parametrize(("key", "expected"), [("a", 1), ("b", None)])
def test_get(store, key, expected):
    store.set("a", 1)
    assert store.get(key) == expected
    assert len(store) == 1


def test_empty_key_raises():
    with pytest.raises(ValueError, match="invalid key"):
        Store().set("", 1)


async def test_async(client):
    response = await client.get("/notes", headers={"accept": "application/json"})
    assert response.status_code == 200
</write>
<write path="store.go">
// Copyright 2024 The Notes Authors. All rights reserved.
// Use of this source code is governed by a license that can be found in the LICENSE file.

// Package notes keeps notes until they expire.
package notes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const defaultTimeout = 10 * time.Second

// ErrNotFound is returned if there is no note with this name.
var ErrNotFound = errors.New("notes: not found")

// Store keeps notes by name. It is safe for concurrent use.
type Store struct {
	mu      sync.RWMutex
	entries map[string]*Entry
	timeout time.Duration
	logger  Logger
}

// Logger is implemented by whatever takes messages.
type Logger interface {
	Printf(format string, args ...interface{})
}

type Entry struct {
	Key     string    ${'`json:"key"`'}
	Value   []byte    ${'`json:"value,omitempty"`'}
	Created time.Time ${'`json:"created"`'}
}

// NewStore returns a store with the given options.
func NewStore(opts ...Option) *Store {
	s := &Store{
		entries: make(map[string]*Entry),
		timeout: defaultTimeout,
	}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Get returns the note with this name. If it does not exist, the error is ErrNotFound.
func (s *Store) Get(ctx context.Context, name string) (*Entry, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.entries[name]
	if !ok {
		return nil, fmt.Errorf("get %q: %w", name, ErrNotFound)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	default:
	}
	return e, nil
}

func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch r.Method {
	case http.MethodGet:
		e, err := s.Get(r.Context(), name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		if err := json.NewEncoder(w).Encode(e); err != nil {
			s.logger.Printf("encode: %v", err)
		}
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}
</write>
<write path="store_test.go">
package notes

import (
	"reflect"
	"testing"
)

func TestGet(t *testing.T) {
	tests := []struct {
		name string
		want string
		err  bool
	}{
		{name: "a", want: "1"},
		{"missing", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := newTestStore(t).Get(nil, tt.name)
			if (err != nil) != tt.err {
				t.Fatalf("unexpected error: %v", err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
</write>
<write path="src/lib.rs">
//! A store of notes that expire.
#![deny(missing_docs)]

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::sync::{Arc, Mutex};

pub mod error;
mod util;

/// An error of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is no such note.
    NotFound(String),
    Io { code: i32 },
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound(name) => write!(f, "{} was not found", name),
            Self::Io { code } => write!(f, "io error {code}"),
        }
    }
}

impl std::error::Error for Error {}

/// Keeps notes by name.
#[derive(Default)]
pub struct Store<T> {
    entries: HashMap<String, T>,
    limit: Option<usize>,
}

impl<T: Clone> Store<T> {
    /// Creates a store without notes.
    #[inline]
    pub fn new() -> Self {
        Store { entries: HashMap::new(), limit: None }
    }

    pub fn get(&self, name: &str) -> Result<&T, Error> {
        self.entries.get(name).ok_or_else(|| Error::NotFound(name.to_string()))
    }

    pub fn insert(&mut self, name: impl Into<String>, value: T) -> Option<T> {
        let name = name.into();
        if let Some(limit) = self.limit {
            if self.entries.len() >= limit {
                return None;
            }
        }
        self.entries.insert(name, value)
    }
}

unsafe impl<T: Send> Send for Store<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts() {
        let mut store = Store::new();
        assert!(store.insert("a", 1u8).is_none());
        assert_eq!(store.get("a").unwrap(), &1);
    }
}
</write>
<write path="src/main/java/org/example/notes/Store.java">
package org.example.notes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps notes by name.
 *
 * @param <T> the type of the values
 * @since 1.0
 */
public final class Store<T> implements AutoCloseable {
  private static final int DEFAULT_LIMIT = 100;
  private final Map<String, T> entries = new HashMap<>();
  private boolean closed = false;

  public Store(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative: " + limit);
    }
    this.limit = limit;
  }

  /** Returns the value, or {@code null} if there is none. */
  public T get(String name) {
    return entries.get(Objects.requireNonNull(name, "name == null"));
  }

  @Override
  public void close() throws IOException {
    for (Map.Entry<String, T> entry : entries.entrySet()) {
      System.out.println(entry.getKey());
    }
  }

  @Override public boolean equals(Object obj) {
    if (this == obj) return true;
    return obj instanceof Store && ((Store<?>) obj).entries.equals(entries);
  }

  @Test
  public void testGet() throws Exception {
    List<String> names = new ArrayList<String>();
    assertEquals(0, names.size());
  }
}
</write>
<write path="src/Store.cs">
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Example.Notes
{
    /// <summary>
    /// Keeps notes by name.
    /// </summary>
    /// <param name="name">The name of the note.</param>
    public class Store<T> : IDisposable where T : class
    {
        private readonly Dictionary<string, T> _entries = new Dictionary<string, T>();

        public int Count => _entries.Count;
        public string Name { get; private set; }

        public async Task<T> GetAsync(string name, CancellationToken cancellationToken = default)
        {
            if (name == null) throw new ArgumentNullException(nameof(name));
            if (_entries.TryGetValue(name, out var value))
            {
                return value;
            }
            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }
}
</write>
<write path="src/store.c">
/* A store of notes that expire. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store.h"

#ifndef STORE_LIMIT
#define STORE_LIMIT 128
#endif

typedef struct entry {
    char *key;
    size_t length;
    struct entry *next;
} entry_t;

static int store_find(const store *s, const char *key) {
    int i;
    for (i = 0; i < s->count; i++) {
        if (strcmp(s->entries[i].key, key) == 0) return i;
    }
    return -1;
}

/* Frees the store and all of its entries. Returns 0 on success. */
int store_free(store *s) {
    entry_t *e, *next;
    if (s == NULL) return -1;
    while ((e = s->head) != NULL) {
        next = e->next;
        free(e->key);
        free(e);
        s->head = next;
    }
    fprintf(stderr, "%d entries\n", s->count);
    return 0;
}
</write>
<write path="include/store.hpp">
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace notes {

template <typename T>
class Store final {
 public:
  explicit Store(std::size_t limit = 16) : limit_(limit) {}
  virtual ~Store() = default;

  const T* find(const std::string& key) const noexcept {
    auto it = entries_.find(key);
    return it != entries_.end() ? &it->second : nullptr;
  }

 private:
  std::unordered_map<std::string, T> entries_;
  std::size_t limit_;
};

}  // namespace notes
</write>
<write path="lib/notes/store.rb">
# frozen_string_literal: true

require "json"

module Notes
  # Keeps notes by name.
  class Store
    attr_reader :entries, :options

    def initialize(options = {})
      @entries = {}
      @options = options
    end

    # @param name [String, Symbol]
    # @return [Object, nil]
    def get(name)
      raise ArgumentError, "name is required" if name.nil?

      @entries.fetch(name.to_s) { |key| block_given? ? yield(key) : nil }
    end

    def each(&block)
      entries.each do |key, value|
        next unless value
        block.call(key, value)
      end
      self
    end
  end
end

RSpec.describe Notes::Store do
  let(:store) { described_class.new }

  it "returns nil" do
    expect(store.get("a")).to be_nil
  end
end
</write>
<write path="src/Store.php">
<?php

declare(strict_types=1);

namespace Notes;

use InvalidArgumentException;

/**
 * Keeps notes by name.
 */
final class Store implements \Countable
{
    private array $entries = [];

    public function __construct(private readonly ?string $path = null)
    {
    }

    /**
     * @param string $name
     * @return mixed
     */
    public function get(string $name)
    {
        if ($name === '') {
            throw new InvalidArgumentException('The name is empty');
        }
        foreach ($this->entries as $key => $value) {
            if (isset($value['id']) && $key === $name) {
                return $value;
            }
        }
        return $this->entries[$name] ?? null;
    }
}
</write>
<write path="scripts/release.sh">
#!/usr/bin/env bash
set -euo pipefail

version="$1"
if [ -z "$version" ]; then
  echo "usage: $0 version" >&2
  exit 1
fi
for file in dist/*.js; do
  cp "$file" "release/$(basename "$file")"
done
git tag -a "v$version" -m "Release $version"
</write>
<write path="docs/changelog.md">
# Changelog

## 1.2.0 - 2024-03-01

### Added

- Support for a limit on the number of entries. See [the documentation](https://example.com/docs/limits).

### Fixed

- Fix a bug where the timeout was ignored if it was set to 0 (#12).

.. code-block:: python

    store = Store()
    store.get("name")
</write>
<write path="index.html">
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Notes</title>
    <link rel="stylesheet" href="style.css" />
    <style>
      body { margin: 0; padding: 1rem; color: #333; background-color: #fff; display: flex; }
    </style>
  </head>
  <body>
    <div id="root" class="container"></div>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
</write>
`;
