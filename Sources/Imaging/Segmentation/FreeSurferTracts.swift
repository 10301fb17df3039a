/// Names and colours of FreeSurfer's tracts and nuclei, by scripts/colour-table.py.
///
/// As `FreeSurferColorLUT.txt` has them, of the newest FreeSurfer that has a label.
enum FreeSurferTracts {
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
    5001 Left-UnsegmentedWhiteMatter#141e28 Right-UnsegmentedWhiteMatter#141e28
    5024 Low_TDP-43_Pathology_Density#aaee2c Moderate_TDP-43_Pathology_Density#f0a869
    5026 High_TDP-43_Pathology_Density#b64f59 Severe_TDP-43_Pathology_Density#9c0f23
    5100 fmajor#cc6666 fminor#cc6666 cc.body#cc6666 cc.bodyc#ff9999 cc.bodypf#ff9999
    5105 cc.bodypm#ffcccc cc.bodyp#ff6666 cc.bodyt#ffcccc cc.genu#ff6666 cc.rostrum#cc3333
    5110 cc.splenium#cc3333 acomm#cc6666 mcp#663399 rh.cst#cc99ff rh.ilf#ff9933 rh.slfp#cccccc
    5116 rh.slft#99ffff rh.unc#6699ff
    5200 lh.atr#ffff66 lh.cab#99cc00 lh.ccg#009999 lh.cst#cc99ff lh.ilf#ff9933 lh.slfp#cccccc
    5206 lh.slft#99ffff lh.unc#6699ff lh.cb#009999 lh.slf#cccccc lh.af#99ffff lh.ifof#339933
    5212 lh.fx#ff99cc lh.fat#cc3366 lh.or#9966ff lh.mlf#ffffcc lh.slf1#33ccff lh.slf2#33ffcc
    5218 lh.slf3#cccccc lh.afd#99ffff lh.afv#99ffff lh.ar#9900cc lh.cbd#009999 lh.cbv#99cc00
    5224 lh.emc#339933 lh.uf#6699ff
    5300 rh.atr#ffff66 rh.cab#99cc00 rh.ccg#009999 rh.cst#cc99ff rh.ilf#ff9933 rh.slfp#cccccc
    5306 rh.slft#99ffff rh.unc#6699ff rh.cb#009999 rh.slf#cccccc rh.af#99ffff rh.ifof#339933
    5312 rh.fx#ff99cc rh.fat#cc3366 rh.or#9966ff rh.mlf#ffffcc rh.slf1#33ccff rh.slf2#33ffcc
    5318 rh.slf3#cccccc rh.afd#99ffff rh.afv#99ffff rh.ar#9900cc rh.cbd#009999 rh.cbv#99cc00
    5324 rh.emc#339933 rh.uf#6699ff
    6000 CST-orig#00ff00 CST-hammer#ffff00 CST-CVS#00ffff CST-flirt#0000ff
    6010 Left-SLF1#ec10e7
    6020 Right-SLF1#ed12e8
    6030 Left-SLF3#ec0de3
    6040 Right-SLF3#ec11e4
    6050 Left-CST#01ff01
    6060 Right-CST#02ff01
    6070 Left-SLF2#ec0ee6
    6080 Right-SLF2#ed0ee6
    6101 Left-Dura-MCA#22c5f6 Right-Dura-MCA#00fa00 Left-Ento-Dura#a020f0 Right-Ento-Dura#7820f0
    6111 Left-Transverse-Sinus#e50b98 Right-Transverse-Sinus#28fb10 Left-Sigmoid-Sinus#ca031a
    6114 Right-Sigmoid-Sinus#654cdb Straight-Sinus#b9d223 Superior-Sinus-P#1a817d
    6117 Superior-Sinus-D#9033ad Superior-Sinus-A#5d97fd
    7001 Lateral-nucleus#4884b5 Basolateral-nucleus#f3f3f3 Basal-nucleus#cf3f4f
    7004 Centromedial-nucleus#791487 Central-nucleus#c53cf8 Medial-nucleus#029502
    7007 Cortical-nucleus#ddf9a6 Accessory-Basal-nucleus#e89223 Corticoamygdaloid-transitio#143c78
    7010 Anterior-amygdaloid-area-AAA#fafa00 Fusion-amygdala-HP-FAH#7abbde
    7012 Hippocampal-amygdala-transition-HATA#ed0cb1 Endopiriform-nucleus#0a31ff
    7014 Lateral-nucleus-olfactory-tract#cdb890 Paralaminar-nucleus#2dcda5
    7016 Intercalated-nucleus#75a0af Prepiriform-cortex#ddd915 Periamygdaloid-cortex#143c78
    7019 Envelope-Amygdala#8d1564 Extranuclear-Amydala#e18c8d
    7030 Left-Amygdala-Cortical-Junction#ff55ff Right-Amygdala-Cortical-Junction#fe54fe
    7100 Brainstem-inferior-colliculus#2ac9a8 Brainstem-cochlear-nucleus#a868a2
    7201 DR#79fffa MnR#00ff00 PAG#9999ff VTA#ff00ff
    7301 Left-LC#0000ff Left-LDTg#ff7f00 Left-mRt#ff0000 Left-PBC#ffff00 Left-PnO#007fff
    7306 Left-PTg#7f00ff
    7401 Right-LC#0000ff Right-LDTg#ff7f00 Right-mRt#ff0000 Right-PBC#ffff00 Right-PnO#007fff
    7406 Right-PTg#7f00ff
    8001 Thalamus-Anterior#4a82b5 Thalamus-Ventral-anterior#f2f1f0 Thalamus-Lateral-dorsal#ce414e
    8004 Thalamus-Lateral-posterior#781585 Thalamus-Ventral-lateral#c33df6
    8006 Thalamus-Ventral-posterior-medial#039306 Thalamus-Ventral-posterior-lateral#dcfba3
    8008 Thalamus-intralaminar#e89221 Thalamus-centromedian#04720e Thalamus-mediodorsal#79b8dc
    8011 Thalamus-medial#eb0baf Thalamus-pulvinar#0c2efa Thalamus-lateral-geniculate#cbb68f
    8014 Thalamus-medial-geniculate#2acca7
    8103 Left-AV#005500 Left-CeM#aa5500 Left-CL#00aa00 Left-CM#aaaa00
    8108 Left-LD#aaff00 Left-LGN#00007f Left-LP#00557f Left-L-Sg#aa557f Left-MDl#00aa7f
    8113 Left-MDm#aaaa7f
    8115 Left-MGN#aaff7f Left-MV(Re)#0000ff Left-Pc#aa00ff Left-Pf#0055ff Left-Pt#aa55ff
    8120 Left-PuA#00aaff Left-PuI#aaaaff Left-PuL#00ffff Left-PuM#aaffff
    8125 Left-R#ff0000 Left-VA#555500 Left-VAmc#ff5500 Left-VLa#55aa00 Left-VLp#ffaa00
    8130 Left-VM#55ff00
    8133 Left-VPL#ff00ff Left-PaV#781286 Left-PuMm#aaffff Left-PuMl#8cf0ff
    8203 Right-AV#005500 Right-CeM#aa5500 Right-CL#00aa00 Right-CM#aaaa00
    8208 Right-LD#aaff00 Right-LGN#00007f Right-LP#00557f Right-L-Sg#aa557f Right-MDl#00aa7f
    8213 Right-MDm#aaaa7f
    8215 Right-MGN#aaff7f Right-MV(Re)#0000ff Right-Pc#aa00ff Right-Pf#0055ff Right-Pt#aa55ff
    8220 Right-PuA#00aaff Right-PuI#aaaaff Right-PuL#00ffff Right-PuM#aaffff
    8225 Right-R#ff0000 Right-VA#555500 Right-VAmc#ff5500 Right-VLa#55aa00 Right-VLp#ffaa00
    8230 Right-VM#55ff00
    8233 Right-VPL#ff00ff Right-PaV#781286 Right-PuMm#aaffff Right-PuMl#8cf0ff
    9000 ctx-lh-prefrontal#32641e ctx-lh-primary-motor#1e642d ctx-lh-premotor#8264a5
    9003 ctx-lh-temporal#691905 ctx-lh-posterior-parietal#7d4637
    9005 ctx-lh-prim-sec-somatosensory#e11469 ctx-lh-occipital#e1140f
    9500 ctx-rh-prefrontal#32c81e ctx-rh-primary-motor#1e962d ctx-rh-premotor#8296a5
    9503 ctx-rh-temporal#694b05 ctx-rh-posterior-parietal#7d7837
    9505 ctx-rh-prim-sec-somatosensory#e14669 ctx-rh-occipital#e1460f
    10000 undefined#8818d4
    10003 oculomotor_nerve_3n#247cd4 trochlear_nerve_4n#f2bd0f trigeminal_nerve_5n#82708c
    10006 abducens_nerve_6n#ed9609 facial_nerve_7n#2d4491 vestibulocochlear_nerve_8n#2b727a
    10009 glossopharygeal_nerve_9n#c23c3c vagus_nerve_10n#79960e accessory_nerve_11n#cf76a7
    10012 hypoglossal_nerve_12n#72628c
    10021 gracile_tract_gr#711ce8 cuneate_tract_cu#fac04b spinal_trigeminal_tract_sp5#8935a1
    10024 dorsal_spinocerebellar_tract_dsc#fa4508 ventral_spinocerebellar_tract_vsc#752b4d
    10026 spinothalamic_tract_spth#471486 ventral_corticospinal_tract_vcs#aa2544
    10028 lateral_corticospinal_tract_lcs#6362ab tectospinal_tract_ts#35692f
    10030 medial_lemniscus_ml#d1aaf2 lateral_lemniscus_ll#8d5778 pyramid_py#f02f2c
    10033 solitary_tract_sol#b919c6 amiculum_of_the_inferior_olive_ami#f0eb62
    10035 internal_arcuate_fibers_ia#57d7ab inferior_cerebellar_peduncle_icp#99a3ff
    10037 mid_cerebellar_peduncle_mcp#e1ed35 superior_cerebellar_peduncle_scp#41e0a4
    10039 central_tegmental_tract_ctg#10bbb9 dorsal_acoustic_stria_das#024c38
    10041 transverse_fibers_of_the_pons_tfp#2820d1 longitudinal_fibers_of_the_pons_lfp#3b752a
    10043 genu_of_the_facial_nerve_g7#a1b2d1 mammillotegmental_tract_mtg#bbe7a2
    10045 trigeminothalamic_tract_tth#8fb6f1 cerebral_peduncle_cp#0db9a4
    10047 corticospinal_tract_csp#cd10a4 corticobulbar_tract_cbu#c3d176
    10049 mesencephalic_trigeminal_tract_me5#dc6b3f medial_longitudinal_fasciculus_mlf#2833da
    10101 Vestibulocochlear_nucleus_8N#3e8a55 Vagus_nerve_nucleus_10N#f7590a
    10103 Dorsal_motor_nucleus_of_vagus_caudal_part_10CA#f57636
    10104 Dorsal_motor_nucleus_of_vagus_caudointermediate_part_10CaI#f79d6f
    10105 Dorsal_motor_nucleus_of_vagus_centrointermediate_part_10CeI#f2c2aa
    10106 Dorsal_motor_nucleus_of_vagus_dorsointermediate_part_10DI#b84009
    10107 Dorsal_motor_nucleus_of_vagus_dorsorostral_part_10DR#b0633c
    10108 Dorsal_motor_nucleus_of_vagus_medial_fringe_10F#a67e6a
    10109 Dorsal_motor_nucleus_of_vagus_rostrointermediate_part_10RI#734934
    10110 Dorsal_motor_nucleus_of_vagus_ventrointermediate_part_10VI#b35d32
    10111 Dorsal_motor_nucleus_of_vagus_ventrorostral_part_10VR#d16a36
    10112 Accessory_nerve_nucleus_11N#3631d4 Hypoglossal_nucleus_12N#79f011
    10114 Hypoglossal_nucleus_geniohyoid_part_12GH#96ed4a
    10115 Hypoglossal_nucleus_lateral_part_12L#bdf28f Hypoglossal_nucleus_medial_part_12M#54a60c
    10117 Hypoglossal_nucleus_ventral_part_12V#72a843
    10118 Hypoglossal_nucleus_ventrolateral_part_12VL#768c62 Gracile_nucleus_Gr#eef76a
    10120 Cuneate_nucleus_Cu#0a88f0 Cuneate_nucleus_rotundus_part_CuR#6db1e8
    10122 Cuneate_nucleus_triangular_part_CuT#567996 External_cuneate_nucleus_ECu#054173
    10124 Lateral_pericuneate_nucleus_LPCu#3d62db Medial_pericuneate_nucleus_MPCu#093de6
    10126 Spinal_trigeminal_nucleus_Sp5#05faa8 Spinal_trigeminal_nucleus_caudal_part_Sp5C#308c6d
    10128 Spinal_trigeminal_nucleus_caudal_part_lamina_1_Sp5C1#a5cfc1
    10129 Spinal_trigeminal_nucleus_caudal_part_lamina_2_Sp5C2#07543a
    10130 Spinal_trigeminal_nucleus_caudal_part_lamina_3_4_Sp5C3/4#3a8c71
    10131 Spinal_trigeminal_nucleus_interpolar_part_Sp5I#486e61
    10132 Spinal_trigeminal_nucleus_oral_part_Sp5O#68e3ba Ambiguus_nucleus_Amb#7519c6
    10134 Ambiguus_nucleus_compact_part_AmbC#ab63eb Ambiguus_nucleus_loose_part_AmbL#cba1f0
    10136 Ambiguus_nucleus_semicompact_part_AmbSC#63328f Retroambiguus_nucleus_RAmb#c89d5a
    10138 Intermediate_reticular_nucleus_IRt#f2a933 Solitary_nucleus_Sol#78a590
    10140 Solitary_nucleus_commissural_part_SolC#05f786 Solitary_nucleus_dorsal_part_SolD#21eb9c
    10142 Solitary_nucleus_dorsolateral_part_SolDL#92f7c8
    10143 Solitary_nucleus_gelatinous_part_SolG#d5f5e6
    10144 Solitary_nucleus_interstitial_part_SolI#82ad99
    10145 Solitary_nucleus_intermediate_part_SolIM#437d62 Solitary_nucleus_medial_part_SolM#25a86b
    10147 Solitary_nucleus_paracommissural_part_SolPaC#245c42
    10148 Solitary_nucleus_ventral_part_SolV#6a8f7d Solitary_nucleus_ventrolateral_SolVL#0b4a2d
    10150 Inferior_olivary_nucleus_IO#b60afa
    10151 Inferior_olivary_subnucleus_A_of_medial_nucleus_IOA#820da8
    10152 Inferior_olivary_subnucleus_B_of_medial_nucleus_IOB#cb5bf0
    10153 Inferior_olivary_beta_subnucleus_IoBe#c251e8
    10154 Inferior_olivary_subnucleus_C_of_medial_nucleus_IOC#7c548a
    10155 Inferior_olivary_dorsal_nucleus_IOD#bc8bcc
    10156 Inferior_olivary_dorsal_nucleus_caudal_part_IODC#7e3596
    10157 Inferior_olivary_dorsomedial_cell_group_IODM#928496
    10158 Inferior_olivary_cap_of_Kooy_of_the_medial_nucleus_IOK#7e209e
    10159 Inferior_olivary_medial_nucleus_IOM#ba1673 Inferior_olivary_principal_nucleus_IOPr#500669
    10161 Inferior_olivary_ventrolateral_protrusion_IOVL#9d5bb3 Intercalated_nucleus_In#dfe2c4
    10163 Raphe_pallidus_nucleus_RPa#b2964f Raphe_obscurus_nucleus_ROb#7ee958
    10165 Raphe_magnus_nucleus_RMg#1eb2a5 Gigantocellular_reticular_nucleus_Gi#a7ba3d
    10167 Gigantocellular_reticular_nucleus_ventral_part_GiV#c3e607
    10168 Gigantocellular_reticular_nucleus_alpha_part_GiA#dbe892
    10169 Dorsal_paragigantocellular_nucleus_DPGi#d749fc
    10170 Lateral_paragigantocellular_nucleus_LPGi#2fe0a3 Vestibular_nucleus_Ve#24792b
    10172 Lateral_vestibular_nucleus_LVe#ac220f Medial_vestibular_nucleus_MVe#6a5040
    10174 Medial_vestibular_nucleus_magnocellular_part_MVeMC#301c9e
    10175 Medial_vestibular_nucleus_parvocellular_part_MVePC#a498ed
    10176 Paravestibular_nucleus_PaVe#0d4ceb Inferior_vestibular_nucleus_(spinal)_SpVe#f9f6d9
    10178 Superior_vestibular_nucleus_SuVe#67981e Nucleus_of_Roller_Ro#32e72c
    10180 Arcuate_nucleus_Ar#f2a81d Anteroventral_cochlear_nucleus_AVC#d7591c
    10182 Dorsal_cochlear_nucleus_DC#e88c5f Granular_cell_layer_of_the_cochlear_nucleus_GrC#8f4d2e
    10184 Ventral_cochlear_nuclear_posterior_part_VCP#943406
    10301 Motor_trigeminal_nucleus_5N#07fad1
    10302 Motor_trigeminal_nucleus_anterior_digastric_part_5ADi#64fae1
    10303 Motor_trigeminal_nucleus_masseter_part_5Ma#a0faeb
    10304 Mylohyoid_subnuleus_of_the_motor_trigeminal_nucleus_5MHy#d7f7f2
    10305 Motor_trigeminal_nucleus_parvocellar_part_5PC#03a186
    10306 Motor_trigeminal_nucleus_pterygoid_part_5Pt#4b998c
    10307 Motor_trigeminal_nucleus_temporalis_part_5Te#708c88 Abducens_nucleus_6N#b9d40b
    10309 Facial_nucleus_7N#fa008c Facial_nucleus_dorsal_intermediate_subnucleus_7DI#f2309b
    10311 Facial_nucleus_dorsomedial_subnucleus_7DM#fa78bf
    10312 Facial_nucleus_intermediate_part_7I#f5b5d8 Facial_nucleus_lateral_subnucleus_7L#fad7ea
    10314 Facial_nucleus_ventral_intermediate_subnucleus_7VI#960354
    10315 Facial_nucleus_ventrolateral_subnucleus_7VL#964170
    10316 Facial_nucleus_ventromedial_subnucleus_7VM#946981 Pontine_nuclei_Pn#6982e0
    10318 Pontine_reticular_nucleus_caudal_part_PRC(PnC)#f6a05d
    10319 Pontine_reticular_nucleus_oral_part_PRO(PnO)#853f09 Raphe_pontis_nucleus_RPn#4699ed
    10321 Dorsal_raphe_nucleus_DR#294253 Dorsal_raphe_nucleus_caudal_part_DRC#2b6c99
    10323 Dorsal_raphe_nucleus_dorsal_part_DRD#1794e8
    10324 Dorsal_raphe_nucleus_interfascicular_part_DRI#6cb1e0
    10325 Dorsal_raphe_nucleus_lateral_part_DRL#156296 Dorsal_raphe_nucleus_ventral_part_DRV#aed2eb
    10327 Median_raphe_nucleus_MnR#f88b85 Paramedian_raphe_nucleus_PMnR#c323a2
    10329 Posterodorsal_raphe_nucleus_PDR#0594f5 Mesencephalic_trigeminal_nucleus_Me5#5bbbc5
    10331 Locus_coeruleus_LC#3944b7 Subcoeruleus_nucleus_SubC#989feb
    10333 Subcoeruleus_nucleus_dorsal_part_SubCD#4c5187
    10334 Subcoeruleus_nucleus_ventral_part_SubDV#182396 Laterodorsal_tegmental_nucleus_LDTg#bb7671
    10336 Laterodorsal_tegmental_nucleus_ventral_part_LDTgV#2b97e5
    10337 Dorsal_tegmental_nucleus_central_part_DTgC#ff30a7
    10338 Dorsal_tegmental_nucleus_pericentral_part_DTgP#ad5f2c
    10339 Posterodorsal_tegmental_nucleus_PDTg#2122f8 Reticulotegmental_nucleus_RtTg#1df41a
    10341 Reticulotegmental_nucleus_lateral_part_RtTgL#188980
    10342 Central_gray_of_the_rhombencephalon_CGPn#ad3b47 Superior_olivary_nucleus_SO#c5868d
    10344 Medial_superior_olivary_nucleus_MSO#e63045 Lateral_superior_olivary_nucleus_LSO#e8a7af
    10346 Superior_paraolivary_nucleus_SPO#87484f Medioventral_periolivary_nucleus_MVPO#9e1122
    10348 Lateroventral_periolivary_nucleus_LVPO#fa5064
    10349 Matrix_region_of_the_rhombencephalon_Mx#e47cd8 Lateral_parabrachial_nucleus_LPB#5decd5
    10351 Lateral_parabrachial_nucleus_central_part_LPBC#0da38a
    10352 Lateral_parabrachial_nucleus_dorsal_part_LPBD#a1ede1
    10353 Lateral_parabrachial_nucleus_external_part_LPBE#437d73
    10354 Lateral_parabrachial_nucleus_superior_part_LPBS#0c826e
    10355 Medial_parabrachial_nucleus_MPB#e08031
    10356 Medial_parabrachial_nucleus_external_part_MPBE#deb695
    10401 Oculomotor_nucleus_3N#90d424 Trochlear_nucleus_4N#d45324 Inferior_colliculus_IC#941e9a
    10404 Nucleus_of_the_brachium_of_the_inferior_colliculus_BIC#eb05f7
    10405 Central_nucleus_of_the_inferior_colliculus_CIC#ed83f2
    10406 Dorsal_cortex_of_the_inferior_colliculus_DCIC#cda9cf
    10407 External_cortex_of_the_inferior_colliculus_ECIC#813585 Superior_colliculus_SC#227c2b
    10409 Deep_gray_layer_of_the_superior_colliculus_DpG#89ab8c
    10410 Deep_white_layer_of_the_superior_colliculus_DpWh#daf0dc
    10411 Intermediate_gray_layer_of_the_superior_colliculus_InG#077d13
    10412 Intermediate_white_layer_of_the_superior_colliculus_InWh#aaf0b1
    10413 Superficial_gray_layer_of_the_superior_colliculus_SuG#2c4d2b
    10414 Superficial_white_layer_of_the_superior_colliculus_SuWh#33ab3f
    10415 Optic_nerve_layer_of_the_superior_colliculus_Op#04570d Periaqueductal_gray_PAG#ce4e6d
    10417 Dorsolateral_periaqueductal_gray_DLPAG#f20540
    10418 Dorsomedial_periaqueductal_gray_DMPAG#8f0d2d Lateral_periaqueductal_gray_LPAG#e897ab
    10420 Ventrolateral_periaqueductal_gray_VLPAG#7d394a Red_nucleus_RN#fa0202
    10422 Red_nucleus_magnocellular_part_RMC#f08484 Red_nucleus_parvocellular_part_RPC#872727
    10424 Substantia_nigra_SN#fcdc83 Substantia_nigra_compact_part_SNC#f5b505
    10426 Substantia_nigra_compact_part_dorsal_tier_SNCD#997103
    10427 Mesencephalic_reticular_nuclei(formation)_MRN(mRt)#f0649c
    10434 Ventral_tegmental_area_VTA#8f168d Ventral_tegmental_area_rostral_part_VTAR#c26ec0
    10436 Anterior_pretectal_nucleus_APT#030a7b
    """
}
