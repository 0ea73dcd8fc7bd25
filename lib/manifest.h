// manifest.json of a package (lib/README.md, "Packages").
#ifndef TELEX_MANIFEST_H_
#define TELEX_MANIFEST_H_

#include <string>

#include "telex/exporter.h"
#include "telex/format.h"

namespace telex {

inline constexpr char kManifestName[] = "manifest.json";

std::string ManifestText(const ExportReport& report, Format format);

}  // namespace telex

#endif  // TELEX_MANIFEST_H_
