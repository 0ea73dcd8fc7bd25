/* The parts of the program; each takes the folder of the worked examples and a folder to write into. */
#ifndef TELEX_TESTS_C_ABI_PARTS_H_
#define TELEX_TESTS_C_ABI_PARTS_H_

void use_options(void);
void use_whole_export(const char* telemetry, const char* work);
void use_own_ends(const char* telemetry, const char* work);
void use_feeding(const char* telemetry);
void use_reading(const char* telemetry);
void use_arrow(const char* telemetry);

#endif
